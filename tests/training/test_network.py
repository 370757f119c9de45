from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is installed for training only")

from bot.facts.heads import Heads as ReadingHeads  # noqa: E402
from training.network import Heads  # noqa: E402


def test_reading_computes_what_training_learnt() -> None:
    torch.manual_seed(3)
    learnt = Heads(384, 0.0).eval()
    with torch.no_grad():
        for parameter in learnt.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
        states = learnt.standardise(torch.randn(17, 384))
        judged = learnt.judge(states)
        kinds = torch.tensor([3, 20])
        query = learnt.query(states, learnt.base(judged.pooled[kinds], kinds), torch.tensor([4, -1]))
        spans, none = learnt.spans(states, query)
    reading = ReadingHeads({name: value.numpy() for name, value in learnt.state_dict().items()})
    logits, pooled = reading.kinds(states.numpy())
    assert np.allclose(logits, judged.logits.numpy(), atol=1e-4)
    assert np.allclose(pooled, judged.pooled.numpy(), atol=1e-4)
    read = reading._spans(states.numpy(), query.numpy())
    inside = spans[0, 2, 0].clone()
    inside[0] = inside[-1] = -1e4
    wanted = torch.softmax(torch.cat([inside, none[0, 2:3]]), 0).numpy()
    assert np.allclose(read[0][2][0], wanted, atol=1e-4)
