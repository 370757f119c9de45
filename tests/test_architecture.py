"""The house rules that a machine can check; the import rules are import-linter's (`make check`)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(path for folder in ("bot", "cogs", "training", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
LIMITS = {"cogs": 200, "bot": 300, "training": 300, "benchmarks": 300}
DISCORD = {"bot/app.py", "bot/run.py"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_files_stay_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LIMITS[path.relative_to(ROOT).parts[0]], f"{name(path)} has {lines} lines: split it"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_discord_is_imported_at_the_edge_only(path: Path) -> None:
    at_the_edge = name(path) in DISCORD or name(path).startswith(("cogs/", "bot/sandbox/", "benchmarks/"))
    assert at_the_edge or "discord" not in imported(path)


@pytest.mark.parametrize("path", [path for path in SOURCES if name(path).startswith("cogs/")], ids=name)
def test_cogs_hold_no_sql_no_http_and_no_nlp(path: Path) -> None:
    assert not imported(path) & {"sqlalchemy", "sqlite3", "aiohttp", "spacy", "dbos"}


def test_dbos_is_imported_by_the_engine_only() -> None:
    assert [name(path) for path in SOURCES if "dbos" in imported(path)] == ["bot/engine.py"]


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
    return found
