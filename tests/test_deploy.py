"""What is deployed fits what is written: settings, figures, secrets, roles."""

from __future__ import annotations

import configparser
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import metrics
from bot.settings import Role, Settings

ROOT = Path(__file__).resolve().parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS = {name: one for name, one in COMPOSE["services"].items() if name != "postgres"}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy/vigie.service").read_text(encoding="utf-8")


def variables(text: str) -> set[str]:
    return set(re.findall(r"\b([A-Z][A-Z_]+)=", text))


def known() -> set[str]:
    return {name.upper() for name in Settings.model_fields}


def figures() -> set[str]:
    told = metrics.page().decode()
    names = set(re.findall(r"^# TYPE (\S+)", told, re.MULTILINE))
    return {name.removesuffix("_created") for name in names} | {f"{name}_bucket" for name in names}


def test_two_processes_on_discord_and_two_that_read() -> None:
    roles = sorted(one["environment"]["ROLE"] for one in OURS.values())
    assert roles == ["bot", "bot", "worker", "worker"]
    assert len({one["environment"]["EXECUTOR_ID"] for one in OURS.values()}) == len(OURS)
    shards = [one["environment"] for one in OURS.values() if one["environment"]["ROLE"] == Role.BOT]
    assert sorted(one["SHARD_IDS"] for one in shards) == ["0", "1"]
    assert {one["SHARD_COUNT"] for one in shards} == {"2"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_containers_are_closed(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert any(volume.endswith(":/data") for volume in service["volumes"])
    assert set(service["environment"]) <= known()
    assert not {"DISCORD_TOKEN", "DATABASE_URL"} & set(service["environment"])


def test_workers_have_no_token() -> None:
    for service in OURS.values():
        assert ("discord_token" in service["secrets"]) == (service["environment"]["ROLE"] == Role.BOT)


def test_the_image_has_two_stages_and_runs_as_nobody() -> None:
    assert len(re.findall(r"^FROM ", DOCKERFILE, re.MULTILINE)) == 2
    assert re.search(r"^USER vigie$", DOCKERFILE, re.MULTILINE)
    assert "--require-hashes" in DOCKERFILE
    assert "VOLUME /data" in DOCKERFILE
    copied = re.findall(r"^COPY (?:--from=\S+ )?(\S+) ", DOCKERFILE, re.MULTILINE)
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for path in copied:
        assert path.startswith("/") or f"!{path}" in allowed, path


def test_the_unit_is_closed_and_sets_what_exists() -> None:
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(UNIT)
    service = parser["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert int(service["TimeoutStopSec"]) > 10
    ours = variables(service["Environment"]) - {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "HOME"}
    assert ours <= known()
    assert "discord_token:" in service["LoadCredential"]


@pytest.mark.parametrize("file", ["deploy/grafana.json", "deploy/alerts.yml"])
def test_only_figures_that_exist_are_asked_for(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    asked = set(re.findall(r"\bvigie_[a-z_]+", text))
    assert len(asked) > 5
    assert asked <= figures(), asked - figures()


def test_the_dashboard_is_json_with_a_title_and_a_figure_in_each_panel() -> None:
    board = json.loads((ROOT / "deploy/grafana.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        assert panel["title"]
        assert all(target["expr"] for target in panel["targets"])
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_no_secret_can_be_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    for one in COMPOSE["secrets"].values():
        assert f"/{one['file']}" in ignored
