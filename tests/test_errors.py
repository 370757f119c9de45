"""Errors cross process borders whole."""

from __future__ import annotations

import pickle

import pytest

from bot.errors import IntakeError, ModelError, SettingsError, VigieError
from bot.model import Outcome


@pytest.mark.parametrize(
    "error",
    [
        IntakeError(Outcome.PAYWALL, words=12),
        SettingsError((VigieError("k", variable="A"),)),
        ModelError("model.missing", name="fr"),
        VigieError("k"),
    ],
)
def test_errors_survive_pickling(error: VigieError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), repr(again.__dict__), str(again)) == (type(error), repr(error.__dict__), str(error))
