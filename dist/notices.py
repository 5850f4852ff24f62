#!/usr/bin/env python3
"""Prints the crates and fonts that are inside the program, with the licence texts that they ship.

Run by dist/package.sh. Reads `cargo metadata` of the Linux build and the crates' own folders; no network.
"""

import collections
import json
import pathlib
import subprocess
import sys

METADATA = ["cargo", "metadata", "--format-version=1", "--locked", "--filter-platform=x86_64-unknown-linux-gnu"]
# Names that begin so are licence texts; the fonts' ones stand in folders of their own.
NAMES = ("license", "licence", "copying", "notice", "unlicense", "copyright", "authors", "ofl", "ufl")
FONT_TEXTS = "fonts/*.txt"
RULE = "=" * 100


def linked(metadata):
    """Everything that the program links, itself left out: normal dependencies, all the way down."""
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]
    seen, ahead = {root}, [root]
    while ahead:
        for dependency in nodes[ahead.pop()]["deps"]:
            normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if normal and dependency["pkg"] not in seen:
                seen.add(dependency["pkg"])
                ahead.append(dependency["pkg"])
    return sorted((packages[each] for each in seen - {root}), key=lambda package: (package["name"], package["version"]))


def licence_texts(package):
    folder = pathlib.Path(package["manifest_path"]).parent
    files = [file for file in folder.iterdir() if file.name.lower().startswith(NAMES) and file.is_file()]
    files += folder.glob(FONT_TEXTS)
    return [file.read_text(encoding="utf-8", errors="replace").strip() for file in sorted(files)]


def main():
    metadata = json.loads(subprocess.run(METADATA, check=True, capture_output=True, text=True).stdout)
    packages = linked(metadata)
    users = collections.defaultdict(list)
    print("JWT Workbench contains these crates.\n")
    for package in packages:
        label = f"{package['name']} {package['version']}"
        print(f"{label}: {package['license'] or 'see below'} {package['repository'] or ''}".rstrip())
        for text in licence_texts(package):
            users[text].append(label)
    for text, labels in users.items():
        print(f"\n{RULE}\n{', '.join(dict.fromkeys(labels))}\n{RULE}\n\n{text}")


if __name__ == "__main__":
    sys.exit(main())
