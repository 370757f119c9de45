"""Discord in, Discord out: parse, call, render."""

EXTENSIONS = (
    "cogs.watch",
    "cogs.answer",
    "cogs.facts",
    "cogs.profile",
    "cogs.timeline",
    "cogs.search",
    "cogs.why",
    "cogs.events",
    "cogs.digest",
    "cogs.admin",
    "cogs.feeds",
    "cogs.follow",
    "cogs.paste",
    "cogs.privacy",
    "cogs.departures",
)
"""What the bot loads, in this order."""
