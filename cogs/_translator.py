"""Names, descriptions and choices of commands in every language, from the locale files."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import TranslationContextTypes, locale_str

from bot.i18n import t
from bot.model import Language

LOCALES = {
    discord.Locale.french: Language.FR,
    discord.Locale.american_english: Language.EN,
    discord.Locale.british_english: Language.EN,
}


def label(key: str) -> locale_str:
    """Return the English text of a key, that Discord shows where it has no other, to be translated by the same key."""
    return locale_str(t(Language.EN, key), key=key)


def names(command: str, *options: str) -> dict[str, locale_str]:
    """Return the translated names of a command's options, for `app_commands.rename`; `command` as in the locales ("vigie.log")."""
    return {name: label(f"command.{command}.option.{name}.name") for name in options}


def descriptions(command: str, *options: str) -> dict[str, locale_str]:
    """Return the translated descriptions of a command's options, for `app_commands.describe`."""
    return {name: label(f"command.{command}.option.{name}.description") for name in options}


class Translator(app_commands.Translator):
    """Translates the texts that carry a `key`."""

    async def translate(self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes) -> str | None:
        """Return the text in a locale, None where Discord is to show the English one."""
        key, language = string.extras.get("key"), LOCALES.get(locale)
        return None if key is None or language is None else t(language, key)
