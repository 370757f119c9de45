"""What is loaded where something is missing."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import ModelError
from bot.facts import loading, nlp
from bot.facts.encoder import MODEL
from bot.facts.reader import OnnxReader
from bot.model import Document

TEXT = "La société fictive Corvaline a ouvert mardi un centre de tri à Vesoul. Elle a levé 18 millions d'euros en 2023."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the learned reader's files."""
    return Path(shutil.copytree(MODEL, tmp_path / "model"))


def read_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> loading.Loaded:
    load = OnnxReader.load
    monkeypatch.setattr(OnnxReader, "load", lambda: load(folder))
    return loading.load()


@pytest.mark.parametrize(("damage", "key"), [(Path.unlink, "reader.missing"), (lambda path: path.write_bytes(b"x"), "reader.changed")])
def test_without_the_reader_the_rules_work_alone(damage, key: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damage(folder / "encoder.onnx")
    loaded = read_from(folder, monkeypatch)
    assert loaded.without_reader is not None
    assert (loaded.without_reader.key, loaded.without_reader.data) == (key, {"name": "encoder.onnx"})
    assert loaded.extractor.extract(Document(text=TEXT, posted=datetime(2026, 11, 24, tzinfo=UTC))).facts


def test_a_library_that_cannot_be_loaded_costs_the_reader_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # its import raises ImportError
    with pytest.raises(ModelError) as caught:
        OnnxReader.load()
    assert caught.value.key == "reader.unusable"


def test_a_missing_language_model_is_named() -> None:
    with pytest.raises(ModelError) as caught:
        nlp.load_model("fr_core_news_none")
    assert (caught.value.key, caught.value.data) == ("model.missing", {"name": "fr_core_news_none"})


def test_a_damaged_language_model_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "half_a_model.py").write_text("def load(**_):\n    raise ValueError('cut short')\n", encoding="utf-8")
    (tmp_path / "half_a_model-1.dist-info").mkdir()
    (tmp_path / "half_a_model-1.dist-info/METADATA").write_text("Name: half_a_model\nVersion: 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModelError) as caught:
        nlp.load_model("half_a_model")
    assert caught.value.key == "model.broken"
