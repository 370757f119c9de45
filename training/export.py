"""Writes what the product loads: `encoder.onnx` (8 bit), `heads.npz`, `tokenizer.json` and `manifest.toml` with their hashes.

The word embeddings stay frozen in training, so they are stored as the original Q4_0 blocks, without loss, and taken apart in the graph
by ordinary operators. The layers' matrices become 8-bit integers (dynamic quantisation, a scale a channel, range reduced to 7 bits so
that processors without VNNI instructions don't overflow). The heads stay in single precision in the arithmetic, half in the file.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training import vocabulary
from training.network import Encoder
from training.weights import BLOCK, Source, split_blocks

OPSET = 17
ENCODER, HEADS, TOKENIZER, MANIFEST = "encoder.onnx", "heads.npz", "tokenizer.json", "manifest.toml"


class QuantisedWords(nn.Module):
    """Looks rows of a Q4_0 matrix up."""

    def __init__(self, source: Source, kept: list[int]) -> None:
        super().__init__()
        scales, nibbles = split_blocks(source.blocks("emb.word", source.shape.hidden)[kept])
        self.blocks = source.shape.hidden // BLOCK
        self.register_buffer("scales", torch.from_numpy(scales))
        self.register_buffer("nibbles", torch.from_numpy(nibbles.reshape(len(kept), -1)))

    def forward(self, ids: Tensor) -> Tensor:
        """Embeddings (batch, pieces, hidden)."""
        batch, length = ids.shape
        both = self.nibbles[ids].float().view(batch, length, self.blocks, BLOCK // 2)
        high = torch.floor(both / 16)
        weights = torch.cat([both - 16 * high, high], -1) - 8
        return (weights * self.scales[ids].float()[..., None]).view(batch, length, self.blocks * BLOCK)


class Deployed(nn.Module):
    """One window in, its last states out; no padding, so no mask."""

    def __init__(self, encoder: Encoder, words: QuantisedWords) -> None:
        super().__init__()
        self.words, self.encoder = words, encoder
        for layer in encoder.layers:
            layer.plain = True

    def forward(self, ids: Tensor) -> Tensor:
        """(1, pieces) to (pieces, hidden)."""
        encoder = self.encoder
        states = encoder.norm(self.words(ids) + encoder.position.weight[: ids.shape[1]])
        return encoder(states, states.new_zeros(()), 0, len(encoder.layers))[0]


def export(encoder: Encoder, heads: dict[str, Tensor], source: Source, kept: list[int], folder: Path, version: str) -> None:
    """Write all files of the model into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    words = QuantisedWords(source, kept)
    sample = torch.randint(4, len(kept), (1, 24))
    if not torch.allclose(words(sample), encoder.word(sample), atol=1e-6):
        raise ValueError("the word embeddings changed in training: they can't be stored as they were")
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            Deployed(encoder, words).eval(),
            (sample,),
            str(plain),
            input_names=["ids"],
            output_names=["states"],
            dynamic_axes={"ids": {1: "pieces"}, "states": {0: "pieces"}},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            folder / ENCODER,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul"],
            extra_options={"MatMulConstBOnly": True},
        )
    np.savez_compressed(folder / HEADS, **{name: value.numpy().astype(np.float16) for name, value in sorted(heads.items())})
    vocabulary.write_tokenizer(source, kept, folder / TOKENIZER)
    write_manifest(folder, version)


def write_manifest(folder: Path, version: str) -> None:
    """List the files with their sha256."""
    lines = [f'version = "{version}"', "", "[sha256]"]
    lines += [f'"{name}" = "{hashlib.sha256((folder / name).read_bytes()).hexdigest()}"' for name in (ENCODER, HEADS, TOKENIZER)]
    (folder / MANIFEST).write_text("\n".join(lines) + "\n", encoding="ascii")
