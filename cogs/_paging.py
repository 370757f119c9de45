"""Turning the pages of a list."""

from __future__ import annotations

from bot.i18n import t
from bot.model import Language
from cogs._items import PageButton
from cogs._layout import Layout
from cogs._page import PAGE_SIZE, Page


def clamped(page: Page, total: int) -> tuple[Page, int]:
    """Return the page, the last one where it lies past the end, and how many pages there are."""
    pages = -(-total // PAGE_SIZE)
    return page.at(min(page.number, pages - 1)), pages


def footer(layout: Layout, language: Language, page: Page, pages: int) -> None:
    """Name the page and lead to its neighbours, where there is more than one."""
    if pages > 1:
        layout.add_text(f"-# {t(language, 'page.number', page=page.number + 1, pages=pages)}")
        layout.add_buttons(turning(language, page, last=page.number + 1 == pages))


def turning(language: Language, page: Page, *, last: bool) -> list[PageButton]:
    """Make the buttons to the neighbouring pages."""
    back = [PageButton(page.at(page.number - 1), t(language, "page.previous"))] if page.number else []
    return back if last else [*back, PageButton(page.at(page.number + 1), t(language, "page.next"))]
