"""Messages of Components V2, kept within Discord's limits: at most 40 components, nested ones included, and 4,000 characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import discord
import structlog
from discord import ui

from cogs._text import clean, cut, width

MAX_COMPONENTS: Final = 40
MAX_CHARACTERS: Final = 4000
log = structlog.get_logger(__name__)


class LayoutTooLarge(ValueError):  # noqa: N818  says what is the matter, like ValueError's other children
    """A message that Discord would refuse; `components` and `characters` are what it counts."""

    def __init__(self, components: int, characters: int) -> None:
        super().__init__(f"{components} components, {characters} characters")
        self.components = components
        self.characters = characters


def check_limits(view: ui.LayoutView) -> None:
    """Refuse a view that Discord would refuse.

    Raises:
        LayoutTooLarge: it has more than 40 components or more than 4,000 characters.
    """
    components: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    number, characters = _count(components), _characters(components)
    if number > MAX_COMPONENTS or characters > MAX_CHARACTERS:
        raise LayoutTooLarge(number, characters)


class Layout(ui.LayoutView):
    """A message under way: blocks are added while they fit, and `add_*` tells whether they did."""

    def __init__(self, *, reserve: int = 0, marker: int | None = None) -> None:
        """Start an empty message.

        Args:
            reserve: characters kept free until `release` for what must come last.
            marker: number of the outer component, by which the message can be known again.
        """
        super().__init__(timeout=None)
        self._box: ui.Container[ui.LayoutView] = ui.Container(id=marker)
        super().add_item(self._box)
        self._components = 1
        self._characters = 0
        self._reserve = reserve

    @property
    def room(self) -> int:
        """Characters that still fit."""
        return MAX_CHARACTERS - self._reserve - self._characters

    def release(self) -> None:
        """Let the reserved characters be used."""
        self._reserve = 0

    def add_text(self, text: str) -> bool:
        """Add a paragraph."""
        return self._add(ui.TextDisplay(text), text, 1)

    def add_section(self, text: str, button: ui.Item[Any]) -> bool:
        """Add a paragraph with a button beside it."""
        return self._add(ui.Section(ui.TextDisplay(text), accessory=button), text, 3)

    def add_line(self) -> bool:
        """Add a dividing line."""
        return self._add(ui.Separator(), "", 1)

    def add_buttons(self, buttons: Sequence[ui.Item[Any]]) -> bool:
        """Add a row of at most five buttons; none of them is fine."""
        return not buttons or self._add(ui.ActionRow(*buttons[:5]), "", 1 + len(buttons[:5]))

    def add_menu(self, menu: ui.Item[Any]) -> bool:
        """Add a menu in a row of its own."""
        return self._add(ui.ActionRow(menu), "", 2)

    def add_file(self, name: str) -> bool:
        """Show a file that goes with the message under this name."""
        return self._add(ui.File(f"attachment://{name}"), "", 1)

    def add_picture(self, name: str, description: str) -> bool:
        """Show a picture that goes with the message under this name; `description` is for those who do not see it."""
        return self._add(ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{name}", description=cut(clean(description), 256))), "", 1)

    def _add(self, item: ui.Item[Any], text: str, components: int) -> bool:
        if width(text) > self.room or self._components + components > MAX_COMPONENTS:
            return False
        self._box.add_item(item)
        self._components += components
        self._characters += width(text)
        return True


def note(text: str) -> Layout:
    """Make a message of one paragraph."""
    layout = Layout()
    if not layout.add_text(text):
        raise LayoutTooLarge(2, width(text))
    return layout


def marked(message: discord.Message, marker: int) -> bool:
    """Tell whether a message is the one that was made with this marker."""
    return any(component.id == marker for component in message.components if isinstance(component, discord.Container))


def _count(components: Sequence[Any]) -> int:
    return sum(1 + _count(_children(component)) for component in components)


def _characters(components: Sequence[Any]) -> int:
    return sum(width(str(component.get("content", ""))) + _characters(_children(component)) for component in components)


def _children(component: Any) -> list[Any]:  # noqa: ANN401  a JSON object of Discord's
    return [*component.get("components", ()), *([component["accessory"]] if "accessory" in component else [])]
