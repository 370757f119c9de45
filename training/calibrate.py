"""Makes the kinds' probabilities honest: one slope for all kinds and one shift each, fitted on the validation articles."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from bot.facts.schema import KINDS
from training.examples import Example
from training.learn import Reader, encode

# Keeps kinds with few sentences near the common fit.
STIFFNESS = 2.0
STEPS = 60


def fit(reader: Reader, examples: Sequence[Example]) -> dict[str, Tensor]:
    """The parameters `calibration_slope` (kinds) and `calibration_shift` (kinds) of the reader's heads."""
    logits, wanted, weights = (torch.stack(column) for column in zip(*(_judged(reader, example) for example in examples), strict=True))
    slope, shift = torch.ones((), requires_grad=True), torch.zeros(len(KINDS), requires_grad=True)
    common = torch.zeros((), requires_grad=True)
    engine = torch.optim.LBFGS([slope, shift, common], max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        engine.zero_grad()
        losses = functional.binary_cross_entropy_with_logits(logits * slope + common + shift, wanted, reduction="none")
        loss = (losses * weights).sum() + STIFFNESS * (shift**2).sum()
        loss.backward()
        return loss

    engine.step(closure)
    return {"calibration_slope": slope.detach().expand(len(KINDS)).clone(), "calibration_shift": (shift + common).detach()}


def _judged(reader: Reader, example: Example) -> tuple[Tensor, Tensor, Tensor]:
    """Logits, labels (0 or 1) and weights of one sentence; alternatives are left out."""
    with torch.no_grad():
        states = reader.heads.standardise(encode(reader, [example])[0])
        logits = reader.heads.judge(states).logits
    kinds = torch.from_numpy(example.kinds)
    open_question = (kinds > 0) & (kinds < 1)
    return logits, (kinds >= 1).float(), torch.from_numpy(example.weights).masked_fill(open_question, 0)
