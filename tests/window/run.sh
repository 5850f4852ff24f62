#!/usr/bin/env bash
# The window test: the real program in a real window on a private display, driven by mouse and keyboard.
#
#     tests/window/run.sh              builds the program (profile ci) and runs every scenario
#     tests/window/run.sh tour         one scenario: tests/window/tour.py; the others are in SCENARIOS
#     tests/window/run.sh --missing    the Debian packages that are not there yet; nothing when all are
#
#     JWT_WORKBENCH_BIN=FILE           this program instead of a new build
#     JWT_WORKBENCH_SHOTS=DIR          where the pictures go (default target/window)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec </dev/null
PYTHON=/usr/bin/python3 # Debian's own: the accessibility bindings are installed for that one
SCENARIOS=(start tour checks keys secrets_stay load pictures)

# What must be there, and the Debian package that brings it. The libraries are opened by the program at run time.
missing() {
    local name package
    while read -r name package; do
        command -v "$name" >/dev/null || printf '%s ' "$package"
    done <<'PROGRAMS'
Xvfb xvfb
openbox openbox
xdotool xdotool
wmctrl wmctrl
xclip xclip
import imagemagick
identify imagemagick
dbus-daemon dbus-daemon
PROGRAMS
    local libraries
    libraries=$(/sbin/ldconfig -p)
    while read -r name package; do
        [[ $libraries == *"$name"* ]] || printf '%s ' "$package"
    done <<'LIBRARIES'
libGL.so.1 libgl1
libX11-xcb.so.1 libx11-xcb1
libXcursor.so.1 libxcursor1
libXi.so.6 libxi6
libxkbcommon-x11.so.0 libxkbcommon-x11-0
LIBRARIES
    "$PYTHON" -c '' 2>/dev/null || printf 'python3 '
    "$PYTHON" -c 'import gi' 2>/dev/null || printf 'python3-gi '
    [ -e /usr/lib/x86_64-linux-gnu/girepository-1.0/Atspi-2.0.typelib ] ||
        "$PYTHON" -c 'import gi; gi.require_version("Atspi", "2.0")' 2>/dev/null || printf 'gir1.2-atspi-2.0 '
    [ -e /usr/libexec/at-spi-bus-launcher ] || printf 'at-spi2-core '
}

if [ "${1:-}" = --missing ]; then
    missing | tr ' ' '\n' | sort -u | paste -sd ' ' | sed 's/^ *//'
    exit 0
fi
lacking=$(tests/window/run.sh --missing)
[ -z "$lacking" ] || { echo "Get what is missing with: apt-get install --no-install-recommends $lacking" >&2; exit 2; }

if [ -z "${JWT_WORKBENCH_BIN:-}" ]; then
    cargo build --profile ci --locked
    JWT_WORKBENCH_BIN=${CARGO_TARGET_DIR:-target}/ci/jwt-workbench
fi
JWT_WORKBENCH_BIN=$(realpath "$JWT_WORKBENCH_BIN")
JWT_WORKBENCH_SHOTS=${JWT_WORKBENCH_SHOTS:-${CARGO_TARGET_DIR:-target}/window}
export JWT_WORKBENCH_BIN JWT_WORKBENCH_SHOTS
mkdir -p "$JWT_WORKBENCH_SHOTS"

[ $# -gt 0 ] || set -- "${SCENARIOS[@]}"
failed=0
for scenario in "$@"; do
    printf -- '--- window: %s\n' "$scenario"
    # -B: no byte-code files in the checkout. The time limit is for a scenario that hangs in spite of its own limits.
    timeout --kill-after=10 300 "$PYTHON" -B "tests/window/$scenario.py" || failed=1
done
exit "$failed"
