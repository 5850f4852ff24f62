#!/usr/bin/env bash
# Draws the PNG icons from the one SVG. Run it after changing the SVG and commit what it writes.
# Needs: apt-get install librsvg2-bin optipng
set -euo pipefail
cd "$(dirname "$0")"
id=io.github.jwt_workbench.JwtWorkbench
svg=hicolor/scalable/apps/$id.svg
for size in 16 32 48 64 128 256; do
    folder=hicolor/${size}x${size}/apps
    mkdir -p "$folder"
    rsvg-convert --width "$size" --height "$size" "$svg" --output "$folder/$id.png"
    optipng -quiet -strip all "$folder/$id.png"
done
# The window's own icon is compiled into the program, so it lives with the other assets.
cp "hicolor/256x256/apps/$id.png" ../../assets/icons/window-256.png
