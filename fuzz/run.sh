#!/usr/bin/env bash
# Fuzzes targets, one after the other; README.md says what for.
#
#     fuzz/run.sh                      every target for a minute
#     SECONDS_EACH=300 fuzz/run.sh compact jwk
#     HOSTILE=DIR fuzz/run.sh          with the files of a folder as seeds for every target
#
# The last lines of each run say how many inputs were tried and how often the target failed; what made it fail is in
# fuzz/artifacts/TARGET/. Needs cargo-fuzz and a nightly toolchain. Without a sanitizer: the library has no unsafe code, and
# this is three times as fast.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[ $# -gt 0 ] || set -- $(cargo +nightly fuzz list)
failed=()
for target in "$@"; do
    corpus=corpus/$target
    mkdir -p "$corpus" "artifacts/$target"
    cp ../tests/seeds/"$target"/* "$corpus"
    if [ -n "${HOSTILE:-}" ]; then
        # the path is part of the name: two folders may have a file of the same name
        find "$HOSTILE" -type f -size -64k -printf '%p\0' | while IFS= read -r -d '' file; do
            cp "$file" "$corpus/hostile-$(sha1sum <"$file" | cut -c 1-16)"
        done
    fi
    printf '\n=== %s ===\n' "$target"
    cargo +nightly fuzz run --sanitizer none "$target" -- -max_total_time="${SECONDS_EACH:-60}" -timeout=2 -rss_limit_mb=1024 -max_len=65536 \
        -print_final_stats=1 -verbosity=0 2>&1 | tail -n 40 || failed+=("$target")
done
[ ${#failed[@]} -eq 0 ] || { printf '\nFAILED: %s\n' "${failed[*]}"; exit 1; }
