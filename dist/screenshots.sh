#!/usr/bin/env bash
# Makes the pictures of the README and of software centres anew, from the real window, into assets/screenshots/.
#
#     JWT_WORKBENCH_BIN=FILE dist/screenshots.sh      of this program instead of a new build
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
shots=$(mktemp -d)
trap 'rm -rf "$shots"' EXIT
JWT_WORKBENCH_SHOTS=$shots tests/window/run.sh pictures
mkdir -p assets/screenshots
# Text is smoothed in some thousand shades; 255 of them look the same and take a third of the room.
for picture in light-expired dark-good light-900x600 light-nested; do
    convert "$shots/$picture.png" -strip -dither None -colors 255 "PNG8:assets/screenshots/$picture.png"
done
ls -l assets/screenshots
