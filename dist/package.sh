#!/usr/bin/env bash
# Makes the packages for Linux from a release build:
#
#     dist/package.sh              cargo build --release, then target/package/*.deb and *.tar.gz
#     dist/package.sh --no-build   from the release build that is there
#     BIN=FILE dist/package.sh --no-build   from this program
#
# Everything that is installed is laid out once, in target/package/root, and each package is made of that. The .deb
# comes from cargo-deb where that is installed, from dpkg-deb otherwise; `cargo generate-rpm` makes an .rpm of it too.
# The same sources give the same bytes: dates come from the last commit, or from SOURCE_DATE_EPOCH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ID=io.github.jwt_workbench.JwtWorkbench
TARGET=${CARGO_TARGET_DIR:-target}
BIN=${BIN:-$TARGET/release/jwt-workbench}
OUT=target/package
ROOT=$OUT/root
umask 022
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}

field() { sed -n "s/^$1 = \"\(.*\)\"\$/\1/p" Cargo.toml | head -n 1; }
VERSION=$(field version)

[ "${1:-}" = --no-build ] || cargo build --release --locked
[ -x "$BIN" ] || { echo "no program at $BIN: run dist/package.sh without --no-build" >&2; exit 1; }

# A file that the program writes itself, so that it can never be older than the program.
generate() {
    local file=$1
    shift
    "$BIN" "$@" </dev/null >"$file"
    [ -s "$file" ] || { echo "jwt-workbench $* wrote nothing" >&2; exit 1; }
}

stage() {
    local share=$ROOT/usr/share doc=$ROOT/usr/share/doc/jwt-workbench
    rm -rf "$ROOT"
    mkdir -p "$ROOT/usr/bin" "$doc" "$share"/{applications,metainfo,man/man1,bash-completion/completions} \
        "$share"/{zsh/vendor-completions,fish/vendor_completions.d}
    install -m 755 "$BIN" "$ROOT/usr/bin/jwt-workbench"
    cp "dist/$ID.desktop" "$share/applications/"
    cp "dist/$ID.metainfo.xml" "$share/metainfo/"
    (cd dist/icons && find hicolor -name "$ID.*" -exec cp --parents {} "$OLDPWD/$share" \;)
    mkdir -p "$share/icons" && mv "$share/hicolor" "$share/icons/"
    generate "$share/man/man1/jwt-workbench.1" man
    gzip -9n "$share/man/man1/jwt-workbench.1"
    generate "$share/bash-completion/completions/jwt-workbench" completions bash
    generate "$share/zsh/vendor-completions/_jwt-workbench" completions zsh
    generate "$share/fish/vendor_completions.d/jwt-workbench.fish" completions fish
    cp dist/copyright "$doc/copyright"
    gzip -9nc CHANGELOG.md >"$doc/changelog.gz"
    debian_changelog | gzip -9nc >"$doc/changelog.Debian.gz"
    python3 dist/notices.py | gzip -9nc >"$doc/THIRD-PARTY.gz"
    find "$ROOT" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

debian_changelog() {
    printf 'jwt-workbench (%s-1) unstable; urgency=medium\n\n  * See changelog.gz.\n\n' "$VERSION"
    printf ' -- %s  %s\n' "$(field maintainer)" "$(LC_ALL=C date --utc --rfc-email --date="@$SOURCE_DATE_EPOCH")"
}

make_deb() {
    local architecture deb
    architecture=$(dpkg --print-architecture)
    deb=$OUT/jwt-workbench_$VERSION-1_$architecture.deb
    rm -f "$deb"
    if cargo deb --version >/dev/null 2>&1; then
        cargo deb --no-build --no-strip --offline --locked --quiet --output "$deb"
    else
        deb_by_hand "$architecture" "$deb"
    fi
    echo "$deb"
}

# The same package without cargo-deb. What it depends on stands in Cargo.toml, once.
deb_by_hand() {
    local stage=$OUT/deb
    rm -rf "$stage"
    cp -a "$ROOT" "$stage"
    mkdir "$stage/DEBIAN"
    cat >"$stage/DEBIAN/control" <<CONTROL
Package: jwt-workbench
Version: $VERSION-1
Architecture: $1
Maintainer: $(field maintainer)
Section: $(field section)
Priority: optional
Installed-Size: $(du -sk "$ROOT" | cut -f1)
Depends: libc6 (>= 2.34), libgcc-s1, $(field depends | sed 's/^\$auto, //')
Recommends: $(field recommends)
Description: $(field description | sed 's/: .*//')
$(field extended-description | fold -s -w 78 | sed 's/^/ /; s/ *$//')
CONTROL
    (cd "$stage" && find usr -type f -exec md5sum {} + | LC_ALL=C sort -k2) >"$stage/DEBIAN/md5sums"
    find "$stage" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --build --root-owner-group -Zxz "$stage" "$2" >/dev/null
    rm -rf "$stage"
}

# One folder that works wherever it is unpacked: bin/, share/ and the licences.
make_tar() {
    local name folder
    name=jwt-workbench-$VERSION-$(uname -m)-linux
    folder=$OUT/$name
    rm -rf "$folder"
    cp -a "$ROOT/usr" "$folder"
    rm "$folder/share/doc/jwt-workbench/changelog.Debian.gz"
    cp LICENSE-MIT LICENSE-APACHE CHANGELOG.md "$folder/"
    [ ! -f README.md ] || cp README.md "$folder/"
    tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --directory "$OUT" "$name" |
        gzip -9n >"$OUT/$name.tar.gz"
    rm -rf "$folder"
    echo "$OUT/$name.tar.gz"
}

stage
make_deb
make_tar
(cd "$OUT" && sha256sum ./*.deb ./*.tar.gz | tee SHA256SUMS)
