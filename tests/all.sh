#!/usr/bin/env bash
# Every test of the project, in one command:
#
#     tests/all.sh                 all steps, stops at the first that fails
#     tests/all.sh lint test       these steps only
#     tests/all.sh --list          what the steps are
#
# Needs Rust (with rustfmt and clippy) and a C compiler; no display, no root, and it installs nothing. A step whose
# tool is not there is skipped, and the summary says so with the command that gets the tool. Two variables change that:
#
#     JWT_WORKBENCH_REQUIRE="deny window"   these steps may not be skipped (CI)
#     JWT_WORKBENCH_VECTORS=DIR             a folder of published test vectors for the tests that read them
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

STEPS=(format lint cli-only test interop docs deny advisories window)
declare -A TITLE=(
    [format]="formatting: cargo fmt"
    [lint]="lints: cargo clippy, all targets, warnings are errors"
    [cli-only]="walls: the command line alone, the window alone: features left out"
    [test]="tests: cargo test"
    [interop]="other implementations: tokens and keys both ways"
    [docs]="documentation: cargo doc, public and private, warnings are errors"
    [deny]="dependencies: licences, sources, banned crates"
    [advisories]="dependencies: security advisories"
    [window]="the real window on a private display"
)

fail() { printf '\nFAILED: %s\n' "$*" >&2; exit 1; }

# A step that cannot run here: prints why, and leaves the reason for the summary.
skip() { SKIPPED="$*"; printf 'skipped: %s\n' "$*"; }

has_component() {
    cargo "$1" --version >/dev/null 2>&1 || fail "cargo $1 is not there. Get it with: rustup component add rustfmt clippy"
}

step_format() { has_component fmt; cargo fmt --check; }

step_lint() { has_component clippy; cargo clippy --all-targets --locked -- -D warnings; }

# What is left out leaves nothing behind that nobody calls: nothing at all, the window alone, all but the window.
step_cli-only() {
    local features
    for features in "" gui ed448,pkcs12,fetch,keychain; do
        cargo clippy --no-default-features --features "$features" --locked -- -D warnings
    done
}

# The tests have no business with the display or the clipboard of whoever runs them.
step_test() { env -u DISPLAY -u WAYLAND_DISPLAY cargo test --locked; }

# The other implementations come over the network the first time.
step_interop() {
    local status=0
    tests/interop/run.sh || status=$?
    [ "$status" -ne 77 ] || { skip "the other implementations are not there; the line above says why"; return 0; }
    return "$status"
}

step_docs() {
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked --document-private-items
}

has_deny() {
    cargo deny --version >/dev/null 2>&1 || { skip "no cargo-deny. Get it with: cargo install --locked cargo-deny"; return 1; }
}

step_deny() { has_deny || return 0; cargo deny --locked check bans licenses sources; }

# The advisory database comes over the network. A database that cannot be reached is a skip, a finding is a failure.
step_advisories() {
    has_deny || return 0
    local log=target/advisories.log
    mkdir -p target
    if timeout 120 cargo deny --locked check advisories >"$log" 2>&1; then tail -n 1 "$log"; return 0; fi
    if grep -q '^advisories FAILED' "$log"; then cat "$log"; return 1; fi
    tail -n 3 "$log"
    skip "the advisory database could not be reached"
}

step_window() {
    local missing
    missing=$(tests/window/run.sh --missing)
    if [ -n "$missing" ]; then
        skip "not all programs are there. Get them with: apt-get install --no-install-recommends $missing"
        return 0
    fi
    tests/window/run.sh
}

required() { [[ " ${JWT_WORKBENCH_REQUIRE:-} " == *" $1 "* ]]; }

run_step() {
    local name=$1 begin=$SECONDS
    printf '\n=== %s — %s ===\n' "$name" "${TITLE[$name]}"
    SKIPPED=
    # A child shell would lose SKIPPED, `if` and `||` would switch `set -e` off inside the step: hence the trap.
    trap 'report "$name" failed $((SECONDS - begin)); summary; fail "step $name: ${TITLE[$name]}"' ERR
    "step_$name"
    trap - ERR
    if [ -z "$SKIPPED" ]; then report "$name" passed $((SECONDS - begin)); return; fi
    report "$name" skipped $((SECONDS - begin))
    if required "$name"; then summary; fail "step $name may not be skipped here: $SKIPPED"; fi
}

declare -A COUNT=([passed]=0 [failed]=0 [skipped]=0)
SUMMARY=()
report() {
    COUNT[$2]=$((COUNT[$2] + 1))
    SUMMARY+=("$(printf '%-8s %-11s %4d s  %s' "$2" "$1" "$3" "${SKIPPED:-}")")
}

summary() {
    printf '\n=== summary ===\n'
    printf '%s\n' "${SUMMARY[@]}"
    printf '\nsteps: %d passed, %d failed, %d skipped\n' "${COUNT[passed]}" "${COUNT[failed]}" "${COUNT[skipped]}"
}

if [ "${1:-}" = --list ]; then
    for name in "${STEPS[@]}"; do printf '%-11s %s\n' "$name" "${TITLE[$name]}"; done
    exit 0
fi
for name in "$@"; do [ -n "${TITLE[$name]:-}" ] || fail "no step '$name'; tests/all.sh --list names them"; done
[ $# -gt 0 ] || set -- "${STEPS[@]}"
set -E
for name in "$@"; do run_step "$name"; done
summary
