"""The lines of a payload in colours, and what stands above and below the panes; never a widget."""

from __future__ import annotations

from rich.text import Text

from scurrycli.reader.search import Search
from scurrycli.reader.tree import LONG, Node, scalar
from scurrycli.records import FRAMES, Record
from scurrycli.sinks import theme
from scurrycli.sinks.names import Names
from scurrycli.sinks.panels import line
from scurrycli.sinks.summaries import label
from scurrycli.sinks.text import clock, count, fold, plain, size

MOST_SHOWN = 20_000
"""Characters of one text that are shown."""
_DEEPEST = 20  # levels that are indented
_KEY = "cyan"
_STYLES = {str: "green", bool: theme.WARN, int: "magenta", float: "magenta"}


def node_lines(node: Node, names: Names, width: int) -> list[Text]:
    """One line for a value, more for a long text that is open; none longer than `width` cells."""
    text = line(" " + "  " * min(node.depth, _DEEPEST))
    if node.left:
        return [text.append(f"  … {count(node.left)} more; → shows some of them", theme.WARN)]
    text.append({True: "▾ ", False: "▸ "}[node.is_open] if node.can_fold else "  ", theme.LABEL)
    is_item = node.parent is not None and isinstance(node.parent.value, list)
    text.append(plain(node.key, 64), theme.LABEL if is_item else _KEY).append(" ")
    if isinstance(node.value, (dict, list)):
        return [_cut(text.append_text(_container(node)), width)]
    value = plain(_shown(node))
    under = min(text.cell_len, width // 2)
    said = fold(value.split(" "), width - under)
    style = _STYLES.get(type(node.value), theme.WARN)
    text.append(said[0], style)
    _annotate(text, node, names)
    return [_cut(text, width), *(line(" " * under).append(more, style) for more in said[1:])]


def _shown(node: Node) -> str:
    """The value as JSON has it; of a long text its beginning."""
    text = scalar(node.value)
    if not isinstance(node.value, str):
        return text
    most = MOST_SHOWN if node.is_open else LONG
    left = len(text) - most
    return f'"{text[:most]}…" {count(left)} more characters' if left > 0 else f'"{text}"'


def _container(node: Node) -> Text:
    """How much is in it, and what, where that is not to be seen below it."""
    is_list = isinstance(node.value, list)
    if not node.value:
        return line("[]" if is_list else "{}", theme.LABEL)
    held = count(len(node.value))
    text = line(f"[{held}]" if is_list else f"{{{held}}}", "bold")
    if not node.is_open:
        text.append(f" {_preview(node.value)}", theme.LABEL)
    return text


def _preview(value: dict[str, object] | list[object]) -> str:
    """What tells a folded value from others like it."""
    if isinstance(value, list):
        value = value[0] if isinstance(value[0], dict) else {"": value[0]}
    told = [
        f"{plain(key, 24)} {plain(scalar(held), 32)}".strip()
        for key, held in list(value.items())[:16]
        if not isinstance(held, (dict, list)) and held is not None
    ]
    return ", ".join(told)


def _annotate(text: Text, node: Node, names: Names) -> None:
    """Behind an id its name, as far as it is known."""
    if isinstance(node.value, str) and node.value.isdigit():
        name = names.named(node.value)
        if name is not None:
            text.append(f"  {name}", theme.LABEL)


def _cut(text: Text, width: int) -> Text:
    text.truncate(width, overflow="ellipsis")
    return text


def highlight(text: Text, search: Search | None, style: str = "reverse") -> Text:
    """The text with what is looked for set off."""
    if search is None or not search.text:
        return text
    shown = text.plain.lower() if search.any_case else text.plain
    start = shown.find(search.text)
    while start >= 0:
        text.stylize(style, start, start + len(search.text))
        start = shown.find(search.text, start + len(search.text))
    return text


def title(record: Record, names: Names, width: int) -> Text:
    """What the payload is of: event, numbers, time, size."""
    name = plain(record.t, 64) if record.is_dispatch else label(record)
    text = line(f" {name or '(no name)'} ", "bold")
    facts = [clock(record.ts)]
    if record.is_dispatch:
        facts += [said for said in (names.where(record), names.who(record)) if said]
    if record.kind in FRAMES:
        facts.append(f"{plain(record.kind, 8)} {size(record.size)}")
    if record.wire is not None:
        facts.append(f"{size(record.wire)} on the wire")
    numbers = {"n": record.n, "s": record.s, "op": record.op, "conn": record.conn}
    facts += [f"{key} {value}" for key, value in numbers.items() if value is not None]
    record.forget()
    return _cut(text.append("  ".join(facts), theme.LABEL), width)
