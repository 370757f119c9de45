"""Old pages whose paragraphs are set apart by two line breaks, in cells of a table that lays the page out: made paragraphs and blocks."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement, fromstring  # type: ignore[import-untyped]

_HOLDERS = ("div", "td", "font", "center", "section", "article", "main", "body", "span", "blockquote")
_BLOCKS = frozenset(["p", "div", "table", "ul", "ol", "h1", "h2", "h3", "h4", "section", "article", "blockquote", "form", "pre", "hr"])
_FEWEST = 3  # pairs of breaks, and paragraphs of prose in one cell that make its table a layout
_PROSE = 20  # words


def make_paragraphs(tree: HtmlElement) -> None:
    """Rewrite the tree in place: text between pairs of `<br>` becomes `<p>`, and a table around such text becomes blocks."""
    for holder in [one for one in tree.iter(*_HOLDERS) if _pairs(one) >= _FEWEST and one.find("p") is None]:
        _rewrite(holder)
        if sum(len(" ".join(one.itertext()).split()) >= _PROSE for one in holder.iterchildren("p")) >= _FEWEST:
            for table in list(holder.iterancestors("table")):
                _make_blocks(table)


def _make_blocks(table: HtmlElement) -> None:
    for part in [one for one in table.iter("tbody", "tr", "td") if next(one.iterancestors("table")) is table]:
        part.tag = "div"
    table.tag = "div"


def _pairs(holder: HtmlElement) -> int:
    return sum(_breaks(one) for one in holder.iterchildren("br"))


def _breaks(element: HtmlElement) -> bool:
    """Tell whether this `<br>` is followed by another one with nothing between."""
    following = element.getnext()
    return not (element.tail or "").strip() and following is not None and following.tag == "br"


def _rewrite(holder: HtmlElement) -> None:
    text, children = holder.text, list(holder)
    for child in children:
        holder.remove(child)
    holder.text = None
    paragraph = _new(text)
    for child in _joined(children):
        if isinstance(child, str):
            _put(holder, paragraph)
            paragraph = _new(child)
        elif child.tag in _BLOCKS:
            _put(holder, paragraph)
            tail, child.tail = child.tail, None
            holder.append(child)
            paragraph = _new(tail)
        else:
            paragraph.append(child)
    _put(holder, paragraph)


def _joined(children: list[HtmlElement]) -> Iterator[HtmlElement | str]:
    """Yield the children, and for each run of several breaks the text that stands behind it."""
    position = 0
    while position < len(children):
        child = children[position]
        if child.tag == "br" and _run(children, position):
            while child.tag == "br" and _run(children, position):
                position += 1
                child = children[position]
            yield child.tail or ""
        else:
            yield child
        position += 1


def _run(children: list[HtmlElement], position: int) -> bool:
    """Tell whether the `<br>` at `position` is followed by another one with nothing between (they are detached by now)."""
    return not (children[position].tail or "").strip() and position + 1 < len(children) and children[position + 1].tag == "br"


def _new(text: str | None) -> HtmlElement:
    made = fromstring("<p></p>")
    made.text = text
    return made


def _put(holder: HtmlElement, paragraph: HtmlElement) -> None:
    if len(paragraph) or (paragraph.text or "").strip():
        holder.append(paragraph)
