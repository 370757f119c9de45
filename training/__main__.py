"""Makes the learned reader: `python -m training {train,thaw,average,export,evaluate,vocabulary}`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

import torch

from bot.facts.encoder import MODEL
from bot.facts.heads import Heads as ReadingHeads
from bot.facts.tokenizer import Tokenizer
from training import calibrate, corpus, vocabulary, weights
from training.corpus import Article
from training.examples import Example, Maker
from training.learn import Reader, Recipe, encode, learn, standardise
from training.measure import Measure
from training.network import Heads, restore
from training.sentences import sentences
from training.values import ParsedValues, ValueSpans
from training.weights import Source

BUILD = Path("build/training")
DROPOUT = 0.1
# Every run starts from the same heads, so that runs of different seeds can be averaged.
START = 0
SAMPLE = 600


def candidates(reader: Reader, examples: Sequence[Example]) -> list:
    """What the product's own heads make of the states in training precision."""
    heads = ReadingHeads({name: value.detach().numpy() for name, value in reader.heads.state_dict().items()})
    found = []
    for example in examples:
        with torch.no_grad():
            states = encode(reader, [example])[0].numpy()
        found += heads.candidates(example.article.text, example.window, states)
    return found


def scorer(validation: list[tuple[Article, list[Example]]], values: ValueSpans) -> Callable[[Reader], tuple[float, str]]:
    """Scores a reader on articles: the F of facts with their subject, and a report."""

    def score(reader: Reader) -> tuple[float, str]:
        measure = Measure(values)
        for article, examples in validation:
            measure.add(article, sentences(article), candidates(reader, examples))
        return measure.report.value(), str(measure.report)

    return score


def beginner(source: Source, kept: list[int]) -> Reader:
    """A reader that has learnt nothing yet: the original's encoder, and heads by the generator's state."""
    return Reader(restore(source, kept, DROPOUT), Heads(source.shape.hidden, DROPOUT))


def train(arguments: argparse.Namespace) -> None:
    """Train and keep the best checkpoint under build/training."""
    recipe = Recipe(**{field.name: getattr(arguments, field.name) for field in fields(Recipe)})
    torch.manual_seed(START)
    torch.set_num_threads(arguments.threads)
    source, kept = weights.read(), vocabulary.read_list()
    BUILD.mkdir(parents=True, exist_ok=True)
    vocabulary.write_tokenizer(source, kept, BUILD / "tokenizer.json")
    values = ParsedValues()
    maker = Maker(Tokenizer.load(BUILD / "tokenizer.json"), values)
    split = corpus.load()
    learned = split.train
    if arguments.fold is not None:
        learned = [article for article in split.train + split.validation if corpus.fold(article.id) == arguments.fold]
    chosen = {article.id for article in learned}
    judges = [article for article in split.validation if article.id not in chosen]
    examples = [example for article in learned for example in maker.make(article, sentences(article))]
    validation = [(article, maker.make(article, sentences(article))) for article in judges]
    reader = beginner(source, kept)
    if arguments.start:
        load_checkpoint(reader, BUILD / f"{arguments.start}.pt")
    torch.manual_seed(recipe.seed)
    facts = sum(len(example.targets) for example in examples)
    pieces = sum(len(example.window.ids) for example in examples)
    print(f"{len(learned)} articles, {len(examples)} sentences, {facts} facts, {pieces} pieces; {len(validation)} to validate", flush=True)
    if not arguments.start:
        standardise(reader, examples[:SAMPLE])
    learn(reader, examples, recipe, scorer(validation, values), BUILD / f"{arguments.name}.pt")


def restore_checkpoint(path: Path, source: Source, kept: list[int]) -> Reader:
    """A trained reader, ready to read."""
    reader = beginner(source, kept)
    load_checkpoint(reader, path)
    reader.train(False)
    return reader


def load_checkpoint(reader: Reader, path: Path) -> None:
    """Set a reader's weights to those of a run."""
    checkpoint = torch.load(path, weights_only=True)
    reader.encoder.load_state_dict(checkpoint["encoder"])
    reader.heads.load_state_dict(checkpoint["heads"])


def export(arguments: argparse.Namespace) -> None:
    """Calibrate the best checkpoint on the articles that it did not learn from, and write the files that ship."""
    from training.export import export as write

    torch.set_num_threads(arguments.threads)
    source, kept = weights.read(), vocabulary.read_list()
    reader = restore_checkpoint(BUILD / f"{arguments.name}.pt", source, kept)
    maker = Maker(Tokenizer.load(BUILD / "tokenizer.json"), ParsedValues())
    strangers = [article for article in corpus.load().validation if arguments.fold is None or corpus.fold(article.id) != arguments.fold]
    honest = calibrate.fit(reader, [e for article in strangers for e in maker.make(article, sentences(article))])
    heads = {**reader.heads.state_dict(), **honest}
    write(reader.encoder, heads, source, kept, arguments.model, arguments.version)


def thawed(arguments: argparse.Namespace) -> None:
    """Make the reader that ships a checkpoint under build/training, for `train --start` to go on from."""
    from training.thaw import thaw

    source, kept = weights.read(), vocabulary.read_list()
    reader = beginner(source, kept)
    thaw(reader, arguments.model)
    BUILD.mkdir(parents=True, exist_ok=True)
    vocabulary.write_tokenizer(source, kept, BUILD / "tokenizer.json")
    torch.save({"encoder": reader.encoder.state_dict(), "heads": reader.heads.state_dict(), "epoch": 0}, BUILD / f"{arguments.name}.pt")


def average(arguments: argparse.Namespace) -> None:
    """Average the weights of runs that started alike: steadier than either, at the price of one."""
    runs = [torch.load(BUILD / f"{name}.pt", weights_only=True) for name in arguments.names]
    mean = {
        part: {
            key: sum(run[part][key] for run in runs) / len(runs) if value.is_floating_point() else value
            for key, value in runs[0][part].items()
        }
        for part in ("encoder", "heads")
    }
    torch.save(mean | {"epoch": 0}, BUILD / f"{arguments.name}.pt")


def measure(arguments: argparse.Namespace) -> None:
    """Measure a model on the articles set aside and on gold files."""
    from training.evaluate import evaluate

    evaluate(arguments.model, arguments.gold)


def choose(_: argparse.Namespace) -> None:
    """Choose the vocabulary again (needs wordfreq)."""
    split = corpus.load()
    kept = vocabulary.choose(weights.read(), split.train + split.validation)
    vocabulary.LIST.write_text("\n".join(map(str, kept)) + "\n", encoding="ascii")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("train", help=train.__doc__)
    for field in fields(Recipe):
        command.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    command.add_argument("--threads", type=int, default=2)
    command.add_argument("--name", default="reader")
    command.add_argument("--fold", type=int, choices=(0, 1), help="learn from one half of the articles")
    command.add_argument("--start", help="the run to go on from")
    command.set_defaults(run=train)
    command = commands.add_parser("export", help=export.__doc__)
    command.add_argument("--name", default="reader")
    command.add_argument("--threads", type=int, default=2)
    command.add_argument("--model", type=Path, default=MODEL)
    command.add_argument("--version", default="1")
    command.add_argument("--fold", type=int, choices=(0, 1), help="the fold it learned from")
    command.set_defaults(run=export)
    command = commands.add_parser("thaw", help=thawed.__doc__)
    command.add_argument("--name", default="ship")
    command.add_argument("--model", type=Path, default=MODEL)
    command.set_defaults(run=thawed)
    command = commands.add_parser("average", help=average.__doc__)
    command.add_argument("names", nargs="+")
    command.add_argument("--name", default="reader")
    command.set_defaults(run=average)
    command = commands.add_parser("evaluate", help=measure.__doc__)
    command.add_argument("--model", type=Path, default=MODEL)
    command.add_argument("gold", type=Path, nargs="*")
    command.set_defaults(run=measure)
    commands.add_parser("vocabulary", help=choose.__doc__).set_defaults(run=choose)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
