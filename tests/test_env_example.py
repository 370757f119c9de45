import re
from pathlib import Path

import pytest

from bot.settings import Settings

TEXT = (Path(__file__).resolve().parents[1] / ".env.example").read_text(encoding="utf-8")
VARIABLES = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", TEXT, re.MULTILINE))


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert set(VARIABLES) == {name.upper() for name in Settings.model_fields}


def test_every_setting_has_a_comment() -> None:
    for block in TEXT.split("\n\n"):
        if re.search(r"^#?[A-Z_]+=", block, re.MULTILINE):
            assert re.match(r"# .+", block)


def test_the_shown_values_are_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / ".env"
    file.write_text(re.sub(r"^#(?=[A-Z_]+=)", "", TEXT, flags=re.MULTILINE), encoding="utf-8")
    monkeypatch.setattr("bot.settings.Settings.model_config", {**Settings.model_config, "env_file": str(file)})
    shown = Settings(_env_file=str(file))  # type: ignore[call-arg]
    monkeypatch.setattr("bot.settings.Settings.model_config", {**Settings.model_config, "env_file": None})
    assert shown == Settings(_env_file=None)  # type: ignore[call-arg]


def test_it_holds_no_secret() -> None:
    assert VARIABLES["DISCORD_TOKEN"] == ""
