from pathlib import Path

import pytest

from bot import settings
from bot.errors import SettingsError


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults_need_no_file() -> None:
    loaded = settings.load()
    assert loaded.discord_token is None
    assert loaded.role is settings.Role.ALL
    assert loaded.url.startswith("sqlite+aiosqlite:////")
    assert loaded.url.endswith("/data/vigie.sqlite")


def test_the_file_is_read_and_the_environment_wins(empty_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_environment / ".env").write_text(
        "DISCORD_TOKEN=from-file\nROLE=worker\nDATABASE_URL=postgresql+psycopg://localhost/vigie\nLOG_LEVEL=DEBUG\n", encoding="utf-8"
    )
    monkeypatch.setenv("ROLE", "bot")
    loaded = settings.load()
    assert loaded.discord_token is not None
    assert loaded.discord_token.get_secret_value() == "from-file"
    assert loaded.role is settings.Role.BOT
    assert loaded.log_level is settings.LogLevel.DEBUG


def test_an_empty_token_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "")
    assert settings.load().discord_token is None


def test_every_problem_is_reported_at_once_with_variable_and_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLE", "chef")
    monkeypatch.setenv("POOL_SIZE", "many")
    monkeypatch.setenv("DATABASE_URL", "mysql://localhost/vigie")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert {variable for variable, _, _ in caught.value.problems} == {"ROLE", "POOL_SIZE", "DATABASE_URL"}
    assert all(remedy for _, _, remedy in caught.value.problems)


@pytest.mark.parametrize("base", ["https://discord.com/api/v10", "http://10.0.0.1/api/v10", "http://127.0.0.1.example.org/api/v10"])
def test_fetch_allow_is_refused_unless_discord_is_a_loopback_address(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_API_BASE", base)
    monkeypatch.setenv("FETCH_ALLOW", "127.0.0.1:8080")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert [variable for variable, _, _ in caught.value.problems] == ["FETCH_ALLOW"]


@pytest.mark.parametrize("base", ["http://127.0.0.1:9/api/v10", "http://[::1]:9/api/v10", "http://localhost:9/api/v10"])
def test_fetch_allow_lists_hosts_beside_a_sandbox(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_API_BASE", base)
    monkeypatch.setenv("FETCH_ALLOW", "127.0.0.1:8080, [::1]:81")
    assert settings.load().fetch_allow == ("127.0.0.1:8080", "[::1]:81")


@pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.1:http", ":80", "h:0", "h:70000"])
def test_fetch_allow_entries_are_host_and_port(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_API_BASE", "http://127.0.0.1:9/api/v10")
    monkeypatch.setenv("FETCH_ALLOW", entry)
    with pytest.raises(SettingsError):
        settings.load()


def test_a_file_that_is_no_text_has_its_message(empty_environment: Path) -> None:
    (empty_environment / ".env").write_bytes(b"\xff\xfe\x00DISCORD")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert caught.value.problems[0][0] == ".env"


def test_the_token_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a-secret")
    assert "a-secret" not in repr(settings.load())


def test_secrets_may_come_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "discord_token").write_text("from-a-secret-file\n", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    loaded = settings.load()
    assert loaded.discord_token is not None
    assert loaded.discord_token.get_secret_value() == "from-a-secret-file"


def test_problems_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "s3cret-token")
    monkeypatch.setenv("DATABASE_URL", "mysql://vigie:s3cret-word@localhost/vigie")
    monkeypatch.setenv("SHARD_IDS", "one")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert "s3cret" not in repr(settings.load(database_url="postgresql+psycopg://u:p@h/v", shard_ids=()).discord_token)


@pytest.mark.parametrize("role", ["bot", "worker"])
def test_roles_work_together_through_postgresql_only(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLE", role)
    with pytest.raises(SettingsError):
        settings.load()


def test_shards_are_split_by_discords_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARD_IDS", "1, 3")
    with pytest.raises(SettingsError):
        settings.load()
    monkeypatch.setenv("SHARD_COUNT", "4")
    loaded = settings.load()
    assert loaded.shard_ids == (1, 3)
    assert [number for number in range(8) if loaded.serves(number << 22)] == [1, 3, 5, 7]
    assert settings.load(shard_ids=()).serves(12345)


def test_each_process_has_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().executor == "vigie-1"
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://localhost/vigie")
    names = {settings.load(role=role).executor for role in settings.Role}
    assert len(names) == 3
    assert settings.load(executor_id="left").executor == "left"
