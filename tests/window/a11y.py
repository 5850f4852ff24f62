#!/usr/bin/python3
"""What the window tells a screen reader, on the session bus of the environment.

    a11y.py find NAME [ROLE]     x y w h of the control on the screen
    a11y.py text NAME [ROLE]     the text in it (a password field gives its bullets)
    a11y.py letters NAME TEXT    x y w h of the first place where that stands in the editor of that name
    a11y.py below NAME           the names of what is in the region of that name, a line each
    a11y.py names [ROLE]         role and name of every control, a line each
    a11y.py tree                 the same with indentation, states and texts

    --wait SECS     poll that long until the control is there (default 5)
    --contains      NAME is a part of the name
    --nth N         the Nth of several, from 1; without it, several are an error
    --gone          with find: wait until there is no such control (prints nothing)

Roles are AT-SPI's words: "push button", "toggle button", "check box", "entry" (one line or many), "password text",
"label", "combo box", "menu item", "page tab". Exit status 1: not found in time, or not the only one; 2: no bindings.
"""

import argparse
import sys
import time
import warnings

try:
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as problem:
    print(f"a11y.py: {problem}: apt-get install python3-gi gir1.2-atspi-2.0 at-spi2-core", file=sys.stderr)
    sys.exit(2)

warnings.simplefilter("ignore")  # the bindings call their own deprecated names
PAUSE_SECS = 0.1
SHOWN_CHARS = 60


def walk(node, depth=0):
    """Every node below `node` with its depth. A node may vanish while it is read: it is left out then."""
    try:
        count = node.get_child_count()
        children = [node.get_child_at_index(i) for i in range(count)]
    except GLib.Error:
        return
    for child in filter(None, children):
        yield depth, child
        yield from walk(child, depth + 1)


def name_of(node):
    try:
        return node.get_name() or ""
    except GLib.Error:
        return ""


def role_of(node):
    try:
        return node.get_role_name() or ""
    except GLib.Error:
        return ""


def text_of(node):
    """The text of an editor, else the value's or the node's own name."""
    try:
        if node.get_text_iface():
            return Atspi.Text.get_text(node, 0, -1)
        return node.get_name() or ""
    except GLib.Error:
        return ""


def states_of(node):
    try:
        return sorted(state.value_nick for state in node.get_state_set().get_states())
    except GLib.Error:
        return []


def extents_of(node):
    box = Atspi.Component.get_extents(node, Atspi.CoordType.SCREEN)
    return box.x, box.y, box.width, box.height


def matches(desktop, name, role, contains):
    for _, node in walk(desktop):
        own = name_of(node)
        if role_of(node) == "application":  # bears the program's name, is nowhere on the screen
            continue
        if (name in own if contains else name == own) and role in (None, role_of(node)):
            yield node


def chosen(found, nth):
    """The one node that was meant, or None while there is none or no telling which."""
    if nth is not None:
        return found[nth - 1] if len(found) >= nth else None
    return found[0] if len(found) == 1 else None


def wait_for(args, done):
    """Polls until `done(nodes)` is something; the last nodes otherwise."""
    end = time.monotonic() + args.wait
    while True:
        found = list(matches(Atspi.get_desktop(0), args.name, args.role, args.contains))
        outcome = done(found)
        if outcome is not None or time.monotonic() > end:
            return outcome, found
        time.sleep(PAUSE_SECS)


def explain(args, found):
    what = f"{args.role or 'control'} named {args.name!r}"
    if found:
        print(f"a11y.py: {len(found)} times a {what}; say which with --nth or a role", file=sys.stderr)
        for node in found:
            print(f"  {role_of(node)}\t{name_of(node)}", file=sys.stderr)
        return
    print(f"a11y.py: no {what} within {args.wait:g} s; there are:", file=sys.stderr)
    for line in sorted({f"  {role_of(n)}\t{name_of(n)[:SHOWN_CHARS]}" for _, n in walk(Atspi.get_desktop(0)) if name_of(n)}):
        print(line, file=sys.stderr)


def find(args):
    if args.gone:
        outcome, found = wait_for(args, lambda nodes: None if nodes else True)
        if not outcome:
            print(f"a11y.py: {args.name!r} is still there after {args.wait:g} s", file=sys.stderr)
        return 0 if outcome else 1
    node, found = wait_for(args, lambda nodes: chosen(nodes, args.nth))
    if node is None:
        explain(args, found)
        return 1
    print(*extents_of(node))
    return 0


def text(args):
    node, found = wait_for(args, lambda nodes: chosen(nodes, args.nth))
    if node is None:
        explain(args, found)
        return 1
    print(text_of(node))
    return 0


def letters(args):
    """Where some of an editor's text stands on the screen, so that a mouse can go there."""
    wanted, args.role = args.role, "entry"
    node, found = wait_for(args, lambda nodes: next((n for n in nodes if wanted in text_of(n)), None))
    if node is None:
        texts = [text_of(n)[:SHOWN_CHARS] for n in found]
        print(f"a11y.py: no {wanted!r} in {args.name!r}, whose text begins {texts!r}", file=sys.stderr)
        return 1
    begin = text_of(node).index(wanted)
    box = Atspi.Text.get_range_extents(node, begin, begin + len(wanted), Atspi.CoordType.SCREEN)
    print(box.x, box.y, box.width, box.height)
    return 0


def below(args):
    args.role = "landmark"
    node, found = wait_for(args, lambda nodes: chosen(nodes, args.nth))
    if node is None:
        explain(args, found)
        return 1
    for _, inner in walk(node):
        if name_of(inner):
            print(name_of(inner).replace("\n", " "))
    return 0


def names(args):
    for _, node in walk(Atspi.get_desktop(0)):
        if name_of(node) and args.name in (None, role_of(node)):
            print(f"{role_of(node)}\t{name_of(node)}")
    return 0


def tree(_args):
    quiet = {"enabled", "sensitive", "showing", "visible"}
    for depth, node in walk(Atspi.get_desktop(0)):
        line = f"{'  ' * depth}{role_of(node)} {name_of(node)[:SHOWN_CHARS]!r}"
        content = text_of(node)
        if content != name_of(node):
            line += f" = {content[:SHOWN_CHARS]!r}"
        states = [state for state in states_of(node) if state not in quiet]
        print(line, *states)
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["find", "text", "letters", "below", "names", "tree"])
    parser.add_argument("name", nargs="?", help="the accessible name (for names: the role)")
    parser.add_argument("role", nargs="?")
    parser.add_argument("--wait", type=float, default=5.0)
    parser.add_argument("--contains", action="store_true")
    parser.add_argument("--nth", type=int)
    parser.add_argument("--gone", action="store_true")
    args = parser.parse_args()
    if args.command not in ("names", "tree") and args.name is None:
        parser.error(f"{args.command} needs a NAME")
    if args.command == "letters" and not args.role:
        parser.error("letters needs a TEXT")
    commands = {"find": find, "text": text, "letters": letters, "below": below, "names": names, "tree": tree}
    return commands[args.command](args)


if __name__ == "__main__":
    sys.exit(main())
