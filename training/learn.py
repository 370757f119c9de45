"""The training loop: layers 1 to `FROZEN` and the embeddings stay as they are, the rest and the heads learn.

What is kept is a running average of the weights: with a few hundred articles single steps are noisy. Some pieces of each sentence
are hidden while learning, so that a name alone decides nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from bot.facts.schema import SLOTS
from bot.facts.tokenizer import UNKNOWN
from training.examples import Example, Target
from training.network import Encoder, Heads

FROZEN = 4
SLOT_WEIGHTS = {"subject": 2.0, "people": 1.0, "object": 1.0}
OTHER_SLOT_WEIGHT = 0.7
# A logit that no softmax gives weight to.
NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Recipe:
    """Settings of a run; the rates are those of the top layer and of the heads."""

    epochs: int = 7
    batch: int = 16
    rate: float = 2e-4
    decay: float = 0.92
    head_rate: float = 1.5e-3
    warmup: float = 0.06
    clip: float = 1.0
    fact_weight: float = 0.1
    hidden: float = 0.07
    average: float = 0.99
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """What learns."""

    encoder: Encoder
    heads: Heads

    def train(self, on: bool) -> None:
        """Turn dropout on or off; the frozen layers never drop."""
        self.encoder.train(on)
        for layer in self.encoder.layers[:FROZEN]:
            layer.eval()
        self.heads.train(on)


def pad(examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Identifiers and the mask that attention adds, for a batch."""
    longest = max(len(example.window.ids) for example in examples)
    ids = torch.ones(len(examples), longest, dtype=torch.long)
    mask = torch.full((len(examples), 1, 1, longest), NEVER)
    for row, example in enumerate(examples):
        length = len(example.window.ids)
        ids[row, :length] = torch.tensor(example.window.ids)
        mask[row, :, :, :length] = 0
    return ids, mask


def encode(reader: Reader, examples: Sequence[Example], hidden: float = 0.0) -> Tensor:
    """Last states of a batch, a share of its pieces hidden."""
    ids, mask = pad(examples)
    if hidden:
        inside = (mask[:, 0, 0] == 0).logical_and(ids > UNKNOWN)
        ids = torch.where(inside & (torch.rand(ids.shape) < hidden), UNKNOWN, ids)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        with torch.no_grad():
            states = reader.encoder(reader.encoder.embed(ids), mask, 0, FROZEN)
        states = reader.encoder(states, mask, FROZEN, len(reader.encoder.layers))
    return states.float()


def kind_loss(logits: Tensor, example: Example) -> Tensor:
    """Sum over kinds."""
    wanted, weights = torch.from_numpy(example.kinds), torch.from_numpy(example.weights)
    return (functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none") * weights).sum()


def fact_loss(reader: Reader, states: Tensor, pooled: Tensor, example: Example) -> Tensor:
    """Sum over the sentence's facts of the losses of anchor, slots and certainty."""
    targets, heads = example.targets, reader.heads
    kinds = torch.tensor([target.kind for target in targets])
    base = heads.base(pooled[kinds], kinds)
    loss = _anchor_loss(heads.anchor(states, base, kinds), targets)
    query = heads.query(states, base, torch.tensor([target.anchor for target in targets]))
    spans, none = heads.spans(states, query)
    spans = spans + _inside(states)
    certainty = torch.log_softmax(heads.certainty(query), -1)
    accepted = torch.full_like(certainty, NEVER)
    for number, target in enumerate(targets):
        accepted[number, list(target.certainties)] = 0
    return loss + _slots_loss(spans, none, targets) - torch.logsumexp(certainty + accepted, -1).sum()


def _inside(states: Tensor) -> Tensor:
    """What to add to logits over pieces so that the special ones at both ends are never chosen."""
    added = torch.zeros(len(states))
    added[0] = added[-1] = NEVER
    return added


def _anchor_loss(logits: Tensor, targets: Sequence[Target]) -> Tensor:
    """The sentence should light up at the anchors of all its facts of a kind, and nowhere else."""
    wanted, weights = torch.zeros_like(logits), torch.ones_like(logits)
    weights[:, 0] = weights[:, -1] = 0
    for number, target in enumerate(targets):
        together = [other.anchor for other in targets if other.kind == target.kind]
        weights[number] /= len(together)
        for anchor in together:
            if anchor >= 0:
                wanted[number, anchor] = 1
    return (functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none") * weights).sum()


def _slots_loss(spans: Tensor, none: Tensor, targets: Sequence[Target]) -> Tensor:
    """Minus the log of the probability that falls on any accepted first and last piece, or on "none" where the slot is empty."""
    firsts = torch.cat([spans[:, :, 0], none[:, :, None]], -1)
    lasts = spans[:, :, 1]
    wanted_firsts, wanted_lasts = torch.full_like(firsts, NEVER), torch.full_like(lasts, NEVER)
    weights = torch.zeros(2, *none.shape)
    for number, target in enumerate(targets):
        for slot, pieces in enumerate(target.slots):
            if pieces is None:
                continue
            weight = SLOT_WEIGHTS.get(SLOTS[slot], OTHER_SLOT_WEIGHT)
            weights[0, number, slot] = weight
            wanted_firsts[number, slot, list(pieces.firsts) or [-1]] = 0
            if pieces.lasts:
                weights[1, number, slot] = weight
                wanted_lasts[number, slot, list(pieces.lasts)] = 0
    missed_firsts = torch.logsumexp(firsts, -1) - torch.logsumexp(firsts + wanted_firsts, -1)
    missed_lasts = torch.logsumexp(lasts, -1) - torch.logsumexp(lasts + wanted_lasts, -1)
    return (weights[0] * missed_firsts).sum() + (weights[1] * missed_lasts).sum()


def loss_of(reader: Reader, batch: Sequence[Example], recipe: Recipe) -> tuple[Tensor, float, float]:
    """The batch's loss, with its kind part a sentence and its fact part a fact."""
    states = encode(reader, batch, recipe.hidden)
    kinds = facts = states.new_zeros(())
    for row, example in enumerate(batch):
        own = reader.heads.standardise(states[row, : len(example.window.ids)])
        judged = reader.heads.judge(own)
        kinds = kinds + kind_loss(judged.logits, example)
        if example.targets:
            facts = facts + fact_loss(reader, own, judged.pooled, example)
    count = max(1, sum(len(example.targets) for example in batch))
    kinds, facts = kinds / len(batch), facts / count
    return kinds + recipe.fact_weight * facts, kinds.item(), facts.item()


def standardise(reader: Reader, examples: Sequence[Example]) -> None:
    """Set the heads' mean and deviation from the states of the encoder as it starts."""
    reader.train(False)
    with torch.no_grad():
        states = torch.cat([encode(reader, [example])[0, 1:-1] for example in examples])
    reader.heads.mean.copy_(states.mean(0))
    reader.heads.deviation.copy_(states.std(0) + 1e-3)


def optimiser(reader: Reader, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW; a layer's rate shrinks with its distance from the top; only matrices decay."""
    groups = []
    learning = list(reader.encoder.layers[FROZEN:])
    for depth, layer in enumerate(reversed(learning)):
        rate = recipe.rate * recipe.decay**depth
        for matrix in (True, False):
            parameters = [p for p in layer.parameters() if (p.dim() > 1) is matrix]
            groups.append({"params": parameters, "lr": rate, "weight_decay": 0.01 if matrix else 0.0})
    groups.append({"params": list(reader.heads.parameters()), "lr": recipe.head_rate, "weight_decay": 0.01})
    for group in groups:
        group["top"] = group["lr"]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98))


def batches(examples: Sequence[Example], size: int, generator: random.Random) -> list[list[Example]]:
    """A shuffled pass over the examples, windows of like length together."""
    order = list(examples)
    generator.shuffle(order)
    pools = [sorted(order[n : n + size * 12], key=lambda e: len(e.window.ids)) for n in range(0, len(order), size * 12)]
    cut = [pool[n : n + size] for pool in pools for n in range(0, len(pool), size)]
    generator.shuffle(cut)
    return cut


def learn(
    reader: Reader,
    examples: Sequence[Example],
    recipe: Recipe,
    score: Callable[[Reader], tuple[float, str]],
    checkpoint: Path,
) -> None:
    """Train for the recipe's epochs; keep the average that scores best."""
    averaged = AveragedModel(nn.ModuleList([reader.encoder, reader.heads]), multi_avg_fn=get_ema_multi_avg_fn(recipe.average))
    kept = Reader(*averaged.module)  # type: ignore[misc]
    generator = random.Random(recipe.seed)  # noqa: S311  an order of examples, no secret
    steps = recipe.epochs * -(-len(examples) // recipe.batch)
    engine, step, best = optimiser(reader, recipe), 0, float("-inf")
    for epoch in range(recipe.epochs):
        reader.train(True)
        begun, kinds, facts = time.monotonic(), 0.0, 0.0
        passes = batches(examples, recipe.batch, generator)
        for batch in passes:
            factor = min(1.0, step / (recipe.warmup * steps + 1)) * max(0.02, 1 - step / steps)
            for group in engine.param_groups:
                group["lr"] = group["top"] * factor
            loss, kind_part, fact_part = loss_of(reader, batch, recipe)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for group in engine.param_groups for p in group["params"]], recipe.clip)
            engine.step()
            engine.zero_grad(set_to_none=True)
            averaged.update_parameters(nn.ModuleList([reader.encoder, reader.heads]))
            step, kinds, facts = step + 1, kinds + kind_part, facts + fact_part
            if step in (10, 50):
                print(f"step {step}: {time.monotonic() - begun:.0f} s, kinds {kind_part:.3f} facts {fact_part:.3f}", flush=True)
        kept.train(False)
        value, report = score(kept)
        took = time.monotonic() - begun
        print(f"epoch {epoch + 1}: {took:.0f} s, kinds {kinds / len(passes):.3f} facts {facts / len(passes):.3f}; {report}", flush=True)
        if value > best:
            best = value
            torch.save({"encoder": kept.encoder.state_dict(), "heads": kept.heads.state_dict(), "epoch": epoch + 1}, checkpoint)
