"""What is wrong, told to the person at the terminal in the language of the terminal."""

from __future__ import annotations

import sys

from bot.errors import SettingsError, VigieError
from bot.i18n import system_language, t


def complain(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(text + "\n")


def explain(error: VigieError) -> None:
    """Write what an error of ours says; of settings, every problem on a line of its own."""
    language = system_language()
    complain(t(language, error.key, **error.data))
    if isinstance(error, SettingsError):
        for one in error.problems:
            complain(f"- {t(language, one.key, **one.data)}")
