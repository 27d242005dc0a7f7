"""`motcua outbox`, doing: announcements stopped, corrected, taken back, sent again."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.commands import outbox_look
from bot.commands.announce import held_store, read, who
from bot.commands.outbox_look import number_argument, wanted
from bot.commands.shared import awaited, fail, told
from bot.notifications.announcement import audience as parsed
from bot.notifications.announcement import directory, problems


@click.group()
def outbox() -> None:
    """Announcements: what became of them, and what can be done about it."""


for _look in (outbox_look.list_, outbox_look.report, outbox_look.export, outbox_look.audit):
    outbox.add_command(_look)


def _turning(what: str, says: str) -> None:
    @outbox.command(name=what, help=says)
    @number_argument
    @told
    def command(number: int) -> None:
        awaited(_turn(number, what))


async def _turn(number: int, what: str) -> None:
    async with held_store() as store:
        await wanted(store, number)
        done = await store.notices.turn(number, _now(), who(), what)
        if not done and not (what == "cancel" and await store.notices.turn(number, _now(), who(), "discard")):
            fail(f"{number}: {what} does not apply to where it stands; see: motcua outbox report {number}")
    click.echo(f"{number}: {what}")


for _what, _says in (
    ("pause", "Stop sending for now."),
    ("resume", "Go on sending."),
    ("cancel", "Send no more of it; what has arrived stays (see recall)."),
):
    _turning(_what, _says)


@outbox.command()
@number_argument
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, required=True, help="Yes, edit every copy.")
@told
def correct(number: int, file: Path, yes: bool) -> None:
    """Put the words and buttons of FILE into every copy, sent or not; files stay as they were sent."""
    awaited(_correct(number, file))


async def _correct(number: int, file: Path) -> None:
    async with held_store() as store:
        notice = await wanted(store, number)
        given = read(file)
        content = replace(notice.content, html=given.html, buttons=given.buttons)
        wrong = problems(content, ack=notice.ack)
        if wrong:
            fail("\n".join(f"{file}: {fault}" for fault in wrong))
        done = await store.notices.correct(number, content, who(), _now())
    _done(number, done, "bản được đính chính")


@outbox.command()
@number_argument
@click.option("--yes", is_flag=True, required=True, help="Yes, take it back everywhere.")
@told
def recall(number: int, yes: bool) -> None:
    """Take it back: copies of the last 48 hours are deleted, older ones replaced by a note, and no more are sent."""
    awaited(_recall(number))


async def _recall(number: int) -> None:
    async with held_store() as store:
        await wanted(store, number)
        done = await store.notices.recall(number, who(), _now())
    _done(number, done, "bản được thu hồi")


@outbox.command()
@number_argument
@click.option("--doubtful", is_flag=True, help="Those of which nobody knows whether they arrived, instead of those refused.")
@told
def resend(number: int, doubtful: bool) -> None:
    """Send it again to those it missed."""
    awaited(_resend(number, doubtful=doubtful))


async def _resend(number: int, *, doubtful: bool) -> None:
    async with held_store() as store:
        await wanted(store, number)
        done = await store.notices.resend(number, who(), _now(), doubtful=doubtful)
    _done(number, done, "nơi được gửi lại")


@outbox.command()
@click.argument("user", type=int)
@click.argument("audiences", nargs=-1)
@told
def grant(user: int, audiences: tuple[str, ...]) -> None:
    """Let the person with the id USER announce to AUDIENCES (all, topic:…, agency:…, area:…, chats) and no others; to none: revoke."""
    held = frozenset(part for a in audiences for part in ([a] if a == "chats" else parsed(a, directory()).split()))
    awaited(_grant(user, held))
    click.echo(f"{user}: {' '.join(sorted(held)) or 'revoked'}")


async def _grant(user: int, held: frozenset[str]) -> None:
    async with held_store() as store:
        await store.notices.grant(user, held, who(), _now())


def _done(number: int, done: int | None, words: str) -> None:
    if done is None:
        fail(f"{number}: this does not apply to where it stands; see: motcua outbox report {number}")
    click.echo(f"Thông báo {number}: {done} {words}. Theo dõi: motcua outbox report {number} --watch")


def _now() -> datetime:
    return datetime.now(UTC)
