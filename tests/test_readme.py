"""What the README tells people to type is there."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.__main__ import app
from bot.i18n import texts
from bot.model import Language
from bot.rights import NEEDED

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)", README))))
def test_what_it_links_to_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z-]+)\b`|^\s*make ([a-z-]+)$", README, re.MULTILINE))))
def test_its_targets_exist(target: tuple[str, str]) -> None:
    assert re.search(rf"^{target[0] or target[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"-m bot ([a-z]+)", README))))
def test_its_commands_exist(name: str) -> None:
    assert name in get_command(app).commands  # type: ignore[attr-defined]


def test_the_invitation_asks_for_what_is_needed() -> None:
    asked = int(re.search(r"permissions=(\d+)", README)[1])  # type: ignore[index]
    assert [name for name, bit in NEEDED.items() if not asked & bit] == []


@pytest.mark.parametrize("language", Language)
def test_it_names_every_slash_command(language: Language) -> None:
    known = {str(text) for key, text in texts(language).items() if re.fullmatch(r"command\.[a-z]+\.name", key)}
    assert {name for name in known if not re.search(rf"`/{name}\b", README)} == set()


@pytest.mark.parametrize("language", Language)
def test_privacy_names_how_to_erase(language: Language) -> None:
    french, _, english = (ROOT / "PRIVACY.md").read_text(encoding="utf-8").partition("## English")
    told, known = (french if language is Language.FR else english), texts(language)
    assert f"`/{known['command.privacy.name']}`" in told
    assert f"*{known['forget.mine']}*" in told
    assert f"`/vigie {known['command.vigie.forget.name']}`" in told
