import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from bot import settings
from bot.errors import SettingsError
from bot.i18n import t
from bot.model import Language


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def named(error: SettingsError) -> list[tuple[str, object]]:
    return [(one.key, one.data["variable"]) for one in error.problems]


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
    monkeypatch.setenv("FETCH_ALLOW", "127.0.0.1:80")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert named(caught.value) == [
        ("settings.database_url", "DATABASE_URL"),
        ("settings.choice", "ROLE"),
        ("settings.fetch_allow_public", "FETCH_ALLOW"),
        ("settings.number", "POOL_SIZE"),
    ]
    for language in Language:
        for one in caught.value.problems:
            assert len(re.findall(r"[.:](?:\s|$)", t(language, one.key, **one.data))) >= 2  # what is wrong, and what to do


@pytest.mark.parametrize("base", ["https://discord.com/api/v10", "http://10.0.0.1/api/v10", "http://127.0.0.1.example.org/api/v10"])
def test_fetch_allow_is_refused_unless_discord_is_a_loopback_address(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_API_BASE", base)
    monkeypatch.setenv("FETCH_ALLOW", "127.0.0.1:8080")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert named(caught.value) == [("settings.fetch_allow_public", "FETCH_ALLOW")]


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
    assert [one.key for one in caught.value.problems] == ["settings.unreadable"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DISCORD_TOKEN abc\n", ("settings.line", {"line": "1"})),
        ("# a note\n\nROLE=all\n=all\n", ("settings.line", {"line": "4"})),
        ("ROLE=all\nCONTACT='https://example.org\nLOG_LEVEL=INFO\n", ("settings.quote", {"line": "2"})),
        ("DISCORD_TOKN=abc\n", ("settings.misspelt", {"variable": "DISCORD_TOKN", "meant": "DISCORD_TOKEN"})),
    ],
)
def test_a_line_that_sets_nothing_is_named(text: str, expected: tuple[str, dict[str, str]], empty_environment: Path) -> None:
    (empty_environment / ".env").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert [(one.key, one.data) for one in caught.value.problems] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "export ROLE=all\n  LOG_LEVEL = INFO\nrole='all' # a note\n",
        "\ufeffROLE=all\n",
        'BANNER="two\nlines"\nPATH_OF_SOMETHING=x\n',
        "DISCORD_TOKEN=new\nDISCORD_TOKEN_OLD=old\n",
        "",
    ],
)
def test_other_lines_are_left_alone(text: str, empty_environment: Path) -> None:
    (empty_environment / ".env").write_text(text, encoding="utf-8")
    assert settings.load().role is settings.Role.ALL


def test_what_is_empty_is_not_set(empty_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = Path(__file__).parents[1] / ".env.example"
    filled = example.read_text(encoding="utf-8").replace("#", "").splitlines()
    names = [line.partition("=")[0] for line in filled if line.partition("=")[0].isupper()]
    (empty_environment / ".env").write_text("".join(f"{name}=\n" for name in names), encoding="utf-8")
    for name in names:
        monkeypatch.setenv(name, "")
    assert settings.load() == settings.Settings(_env_file=None)


@settings_of_hypothesis(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text())
def test_no_file_gives_a_trace(empty_environment: Path, text: str) -> None:
    (empty_environment / ".env").write_text(text, encoding="utf-8", errors="replace")
    with suppress(SettingsError):
        settings.load()


def test_the_home_folder_is_written_as_in_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", "~/vigie")
    assert settings.load().data_dir == Path.home() / "vigie"


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
