"""Validates what the bot sends against Discord's own OpenAPI description, where that file lies beside the repository."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bot.sandbox.rest import Request
from bot.sandbox.world import Sandbox

DESCRIPTION = Path(__file__).resolve().parents[1] / "../shared/discord/openapi.json"
BASE = "urn:discord"
NUMBERS = {"default_member_permissions", "timestamp"}
SMALLEST_SNOWFLAKE = 1 << 40


def assert_valid_requests(sandbox: Sandbox, *, skip_paths: str | None = None) -> int:
    """Fail unless every body recorded so far fits the description and every route was known.

    Returns the number of bodies checked. `skip_paths`: a regular expression of paths sent wrong on purpose.
    Skips the test where the description is missing.
    """
    assert not sandbox.unimplemented, str(sandbox.unimplemented)
    if not DESCRIPTION.exists():
        pytest.skip("no ../shared/discord/openapi.json beside the repository")
    checked, errors = 0, []
    for request in sandbox.requests:
        if request.json is None or (skip_paths and re.fullmatch(skip_paths, request.path)):
            continue
        checked += 1
        errors += [f"{request.method} {request.path}: {error}" for error in problems(request)]
    assert not errors, "\n".join(errors)
    return checked


def problems(request: Request) -> list[str]:
    """What the description has against one request's body."""
    schema = _schema(request)
    if schema is None:
        return ["no such operation with a body"]
    validator = Draft202012Validator(schema, registry=_registry())
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in validator.iter_errors(_strings(request.json))]


@cache
def _description() -> dict[str, Any]:
    return json.loads(DESCRIPTION.read_text(encoding="utf-8"))


@cache
def _registry() -> Registry:
    return Registry().with_resource(BASE, Resource(_description(), DRAFT202012))


@cache
def _templates() -> list[tuple[int, re.Pattern[str], str]]:
    found = []
    for template in _description()["paths"]:
        pattern = re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(template))
        found.append((template.count("{"), re.compile(pattern), template))
    return sorted(found, key=lambda item: item[0])


def _schema(request: Request) -> dict[str, Any] | None:
    for _, pattern, template in _templates():
        operation = _description()["paths"][template].get(request.method.lower())
        if pattern.fullmatch(request.path) and operation is not None:
            break
    else:
        return None
    content = operation.get("requestBody", {}).get("content", {})
    wanted = "multipart/form-data" if request.files and "multipart/form-data" in content else "application/json"
    if wanted not in content:
        return None
    method, kind = request.method.lower(), wanted.replace("/", "~1")
    where = template.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D").replace("@", "%40")
    return {"$ref": f"{BASE}#/paths/{where}/{method}/requestBody/content/{kind}/schema"}


def _strings(value: Any, key: str = "", within: str = "") -> Any:
    """Turn discord.py's integer snowflakes, and its numbers of attachments, into the strings that the description wants."""
    if isinstance(value, dict):
        return {name: _strings(item, name, key) for name, item in value.items()}
    if isinstance(value, list):
        return [_strings(item, key, within) for item in value]
    if not isinstance(value, int) or isinstance(value, bool) or key in NUMBERS:
        return value
    return str(value) if value >= SMALLEST_SNOWFLAKE or (key, within) == ("id", "attachments") else value
