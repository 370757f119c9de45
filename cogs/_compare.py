"""Two entities side by side: what tells of both, and each one's own."""

from __future__ import annotations

from bot.i18n import t
from bot.store import profiles
from bot.store.database import Database
from cogs._items import PageButton
from cogs._layout import Layout, check_limits
from cogs._lists import add_facts
from cogs._page import Listed, Page, Reader
from cogs._profile import kinds_line, load, told_lines
from cogs._text import clean, fit

SHARED, OWN, MOST = 2, 2, 3
"""Facts of both, facts of each, names a line: what two long entities leave room for."""


async def comparison(db: Database, reader: Reader, first_id: int, second_id: int) -> Layout:
    """Make the message that compares two entities; VigieError where the guild's articles do not name one of them."""
    language = reader.language
    both = [await load(db, reader.guild_id, one) for one in (first_id, second_id)]
    async with db.read() as conn:
        shared = await profiles.shared_facts(conn, reader.guild_id, first_id, second_id, limit=SHARED)
    names = [fit(one.entity.name, 60) for one in both]
    layout = Layout()
    layout.add_text(f"## {names[0]} · {names[1]}")
    layout.add_text(f"### {t(language, 'compare.both')}" if shared else f"-# {t(language, 'compare.nothing_shared')}")
    add_facts(layout, reader, shared)
    told = {one.id for one in shared}
    for name, profile in zip(names, both, strict=True):
        kinds = " · ".join(kinds_line(language, profile.kinds))
        lines = [f"### {name}", f"-# {t(language, f'entity.{profile.entity.kind}')} · {kinds}", *told_lines(language, profile, most=MOST)]
        layout.add_text("\n".join(lines))
        add_facts(layout, reader, [one for one in profile.latest if one.id not in told][:OWN])
    layout.add_buttons([PageButton(Page(Listed.FACTS, one.entity.id), clean(one.entity.name) or "?") for one in both])
    check_limits(layout)
    return layout
