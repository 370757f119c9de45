import discord
import pytest
from discord import ui

from cogs._layout import MAX_CHARACTERS, MAX_COMPONENTS, Layout, LayoutTooLarge, check_limits, note


def button(number: int) -> ui.Button[ui.LayoutView]:
    return ui.Button(label="x", custom_id=f"b{number}")


def test_4000_characters_pass_and_one_more_does_not() -> None:
    view = ui.LayoutView()
    view.add_item(ui.Container(ui.TextDisplay("x" * 3000), ui.Section(ui.TextDisplay("y" * 1000), accessory=button(1))))
    check_limits(view)
    view.add_item(ui.TextDisplay("z"))
    with pytest.raises(LayoutTooLarge) as caught:
        check_limits(view)
    assert (caught.value.components, caught.value.characters) == (6, 4001)


def test_astral_characters_count_twice() -> None:
    check_limits(note("😀" * 2000))
    with pytest.raises(LayoutTooLarge):
        note("😀" * 2001)


def test_40_components_fill_a_layout() -> None:
    layout = Layout()
    added = sum(layout.add_section("x", button(number)) for number in range(20))
    assert added == 13  # a container and 13 times 3
    check_limits(layout)
    assert not layout.add_line()
    assert layout.content_length() == 13
    assert layout._total_children == MAX_COMPONENTS


def test_a_layout_refuses_what_does_not_fit() -> None:
    layout = Layout(reserve=100)
    assert not layout.add_text("x" * (MAX_CHARACTERS - 99))
    assert layout.add_text("x" * (MAX_CHARACTERS - 100))
    assert not layout.add_text("y")
    layout.release()
    assert layout.add_text("y" * 100)
    check_limits(layout)


def test_a_marker_is_sent() -> None:
    layout = Layout(marker=20261124)
    layout.add_text("x")
    assert layout.to_components()[0]["id"] == 20261124
    assert layout.is_persistent()


def test_rows_hold_five_buttons() -> None:
    layout = Layout()
    assert layout.add_buttons([])
    assert layout.add_buttons([button(number) for number in range(7)])
    row = layout.to_components()[0]["components"][0]
    assert len(row["components"]) == 5
    assert isinstance(discord.ComponentType(row["type"]), discord.ComponentType)
