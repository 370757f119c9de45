"""The check against Discord's description sees what is wrong."""

from __future__ import annotations

import pytest

from bot.sandbox.rest import Request
from bot.sandbox.world import Sandbox
from tests import openapi
from tests.sandbox.conftest import SmallBot

needs_description = pytest.mark.skipif(not openapi.DESCRIPTION.exists(), reason="no ../shared/discord/openapi.json beside the repository")
MESSAGES = "/channels/1/messages"


@needs_description
@pytest.mark.parametrize(
    ("path", "body", "good"),
    [
        (MESSAGES, {"content": "x", "message_reference": {"message_id": 1 << 50}, "attachments": [{"id": 0, "filename": "a"}]}, True),
        (MESSAGES, {"flags": 1 << 15, "components": [{"type": 10, "id": 3, "content": "x"}]}, True),
        (MESSAGES, {"embeds": [{"title": "x" * 257}]}, False),
        (MESSAGES, {"embeds": [{"title": "x", "color": 1 << 25}]}, False),
        ("/nowhere", {}, False),
    ],
)
def test_bodies(path: str, body: dict[str, object], good: bool) -> None:
    assert (openapi.problems(Request("POST", path, body, {}, 0.0)) == []) is good


@needs_description
async def test_every_body_of_a_session_is_checked(sandbox: Sandbox, bot: SmallBot) -> None:
    await sandbox.wait_for_reply(await sandbox.post("news", "alice", "hello"))
    assert openapi.assert_valid_requests(sandbox) == 2
    sandbox.requests.append(Request("POST", MESSAGES, {"embeds": [{"title": "x" * 300}]}, {}, 0.0))
    with pytest.raises(AssertionError, match="embeds/0/title"):
        openapi.assert_valid_requests(sandbox)
