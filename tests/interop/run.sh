#!/usr/bin/env bash
# Tokens and keys between the workbench and independent implementations, both ways, and key files of OpenSSL and OpenSSH too:
#
#     tests/interop/run.sh                  50 random cases for each algorithm, direction and implementation
#     tests/interop/run.sh --cases 500      more of them; --seed N others, --only ALG some algorithms alone
#     tests/interop/run.sh keys             key files alone
#
# The implementations are Python packages; they go into a virtual environment below target/. Exits with 77 when they cannot
# be had: no python3, no openssl, no ssh-keygen, no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
VENV=target/interop-venv
NEEDED=tests/interop/requirements.txt

unavailable() { printf 'interop: %s\n' "$*" >&2; exit 77; }

install() {
    cmp -s "$NEEDED" "$VENV/installed" && return
    command -v python3 >/dev/null || unavailable "no python3. Get it with: apt-get install python3-venv"
    python3 -m venv "$VENV" >/dev/null 2>&1 || unavailable "no virtual environments. Get them with: apt-get install python3-venv"
    timeout 300 "$VENV/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 20 --no-deps \
        --only-binary :all: --requirement "$NEEDED" || unavailable "the Python packages could not be installed"
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

# The workbench itself, which every test binary is built with.
program() {
    cargo build --locked --bin jwt-workbench --message-format=json 2>/dev/null |
        "$VENV/bin/python" -c '
import json, sys
made = (json.loads(line) for line in sys.stdin)
print(*(m["executable"] for m in made if m.get("executable") and m["target"]["name"] == "jwt-workbench"))'
}

for program in openssl ssh-keygen; do
    command -v "$program" >/dev/null || unavailable "no $program. Get it with: apt-get install openssl openssh-client"
done
install
cargo test --locked --test interop --no-run
PEER=$(peer)
if [ "${1:-}" = keys ]; then shift; else "$VENV/bin/python" tests/interop/interop.py "$PEER" "$@"; set --; fi
"$VENV/bin/python" tests/interop/vault.py "$(program)"
exec "$VENV/bin/python" tests/interop/key_files.py "$PEER" "$@"
