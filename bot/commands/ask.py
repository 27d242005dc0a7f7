"""`motcua ask`: questions answered on the command line, one or many."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import click
from rich.progress import Progress

from bot import placing, render
from bot.base import open_rules, open_snapshot
from bot.commands import explain
from bot.commands.shared import errors, fail, settings, told
from bot.desk import VIETNAM
from bot.plain import plain
from bot.render import Message
from bot.settings import Settings
from bot.state.store import Person
from knowledge import evaluation, whereabouts
from knowledge.assistant import Assistant, prepare

Record: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a batch."""

    id: str
    conversation: tuple[str, ...]
    question: str


@click.command()
@click.argument("question", required=False)
@click.option("--explain", "explained", is_flag=True, help="Show how it was understood, the candidates with each feature, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as data.")
@click.option("--batch", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Answer each line of a JSON Lines file.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the answers to a batch go.")
@told
def ask(question: str | None, explained: bool, as_json: bool, batch: Path | None, out: Path | None) -> None:
    """Answer QUESTION, or a batch, from the knowledge base alone; Telegram is not started."""
    if (question is None) == (batch is None) or (batch is None) != (out is None):
        fail("Give a QUESTION, or --batch IN.jsonl with --out OUT.jsonl.")
    held = settings()
    rows = _rows(batch) if batch else []
    rules = open_rules(held)
    snapshot = open_snapshot(held)
    try:
        assistant = replace(prepare(snapshot), local=rules)
        if explained:
            explain.show(assistant, question or "", datetime.now(UTC), held.province)
        elif batch and out:
            _answer_all(rows, out, assistant, held)
        else:
            answered = _answer(Row("", (), question or ""), assistant, held)
            click.echo(json.dumps(answered, ensure_ascii=False, indent=1) if as_json else answered["text"])
    finally:
        snapshot.close()


def _rows(path: Path) -> list[Row]:
    """Read a batch; fail naming every wrong line before anything is answered."""
    rows: list[Row] = []
    faults: list[str] = []
    for place, line in _lines(path):
        try:
            given = json.loads(line)
            turns = given.get("conversation") or []
            if not isinstance(turns, list):
                raise TypeError("conversation must be a list of texts")
            row = Row(given["id"], tuple(turns), given["question"])
            if not all(isinstance(text, str) for text in (row.id, row.question, *row.conversation)):
                raise TypeError("id, question and each turn must be text")
            rows.append(row)
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            faults.append(f"{place}: {f'no {error}' if isinstance(error, KeyError) else error}")
    if faults:
        fail("\n".join(faults))
    return rows


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        fail(f"{path}: not UTF-8 (byte {error.start}): save it as UTF-8")
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"{path}:{number}", line


def _answer_all(rows: list[Row], out: Path, assistant: Assistant, held: Settings) -> None:
    """Write all answers or none: a temporary file, then a swap."""
    temporary = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8") as file, Progress(console=errors, disable=not sys.stderr.isatty()) as bar:
            for row in bar.track(rows, description="Trả lời"):
                file.write(json.dumps(_answer(row, assistant, held), ensure_ascii=False) + "\n")
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
    errors.print(f"{len(rows)} answers in {out}", markup=False)


def _answer(row: Row, assistant: Assistant, held: Settings) -> Record:
    """Answer as the bot does, places and agencies that are no more included."""
    now, talk = datetime.now(UTC), None
    today = now.astimezone(VIETNAM).date()
    for earlier in row.conversation:
        place = whereabouts.asked(earlier, held.province, today)
        if not (place and place.alone):
            talk = assistant.reply(place.rest if place else earlier, talk, now, held.province).context
    place = whereabouts.asked(row.question, held.province, today)
    if place and place.alone:
        return _record(row, "none", (), (), 0.0, placing.page(place.about))
    reply = assistant.reply(place.rest if place else row.question, talk, now, held.province)
    message = render.answer(reply, assistant, held, Person(), today)
    if place:
        message = placing.beside(message, place.about, reply.answer)
    return _record(row, evaluation.outcome(reply), reply.codes, reply.analysis.aspects, reply.confidence, message)


def _record(row: Row, outcome: str, codes: Sequence[str], aspects: Sequence[str], confidence: float, message: Message) -> Record:
    return {
        "id": row.id,
        "outcome": outcome,
        "codes": list(codes[:10]),
        "aspects": list(aspects) or ["general"],
        "confidence": round(confidence, 4),
        "text": plain(message.html),
    }
