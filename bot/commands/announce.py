"""`motcua announce`: a notice from a file, checked, previewed and put into the outbox."""

import getpass
import hashlib
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import yaml

from bot.commands.shared import awaited, fail, settings, told
from bot.notifications import drafting
from bot.notifications.announcement import Content, Media, audience, directory, named, problems
from bot.plain import plain
from bot.state.starting import Awaiting, Refused, Started
from bot.state.store import Store, open_store

FRONT = "---\n"
KEYS = {"photo", "document", "album", "buttons"}


def who() -> str:
    """Who sits at this terminal, for the audit."""
    return f"cli:{getpass.getuser()}"[:64]


@asynccontextmanager
async def held_store() -> AsyncIterator[Store]:
    """The state of the settings."""
    store = await open_store(settings().database)
    try:
        yield store
    finally:
        await store.close()


def read(path: Path) -> Content:
    """Read a notice: Telegram's HTML, above it perhaps a head between `---` lines (photo, document, album, buttons).

    Files are named from the notice's own folder. Raises ValueError that says what is wrong and what to write.
    """
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    head: object = {}
    if text.startswith(FRONT) and FRONT in text[4:]:
        front, text = text[4:].split(FRONT, 1)
        try:
            head = yaml.safe_load(front) or {}
        except yaml.YAMLError as error:
            raise ValueError(f"{path}: the head between the --- lines is no YAML: {error}") from error
    if not isinstance(head, dict) or set(head) - KEYS:
        raise ValueError(f"{path}: the head may hold {', '.join(sorted(KEYS))} only")
    try:
        buttons = tuple(((str(b["label"]), str(b["url"])),) for b in head.get("buttons") or ())
    except (TypeError, KeyError):
        raise ValueError(f"{path}: buttons: write a list of {{label: …, url: https://…}}") from None
    named_files = [("photo", head.get("photo")), ("document", head.get("document")), *(("photo", f) for f in head.get("album") or ())]
    media = tuple(Media(kind, str(path.parent / str(name))) for kind, name in named_files if name)
    missing = [m.source for m in media if not Path(m.source).is_file()]
    if missing:
        raise ValueError(f"{path}: no such file: {', '.join(missing)}")
    return Content(text.strip(), media, buttons)


def kept(content: Content, home: Path) -> Content:
    """Copy a notice's files to where they stay until they are sent."""
    folder = home / "outbox"
    folder.mkdir(parents=True, exist_ok=True)
    media = []
    for m in content.media:
        source = Path(m.source)
        place = folder / hashlib.sha256(source.read_bytes()).hexdigest()[:16] / source.name
        if not place.is_file():
            place.parent.mkdir(exist_ok=True)
            shutil.copyfile(source, place.with_suffix(".part"))
            place.with_suffix(".part").replace(place)
        media.append(Media(m.kind, str(place.absolute())))
    return Content(content.html, tuple(media), content.buttons)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--audience", "to", required=True, help="all, topic:…, agency:…, area:… or chats:ID,ID; several in one text, with spaces.")
@click.option("--at", help="When: 15:30, '28/11 7:30'; default: now.")
@click.option("--silent", is_flag=True, help="Without a sound.")
@click.option("--pin", is_flag=True, help="Pin it.")
@click.option("--ack", is_flag=True, help="Ask for “Đã nhận”.")
@click.option("--yes", is_flag=True, help="Send; without it, only the preview is shown.")
@told
def announce(file: Path, to: str, at: str | None, silent: bool, pin: bool, ack: bool, yes: bool) -> None:
    """Announce what FILE says: Telegram's HTML, with files and buttons in a head between --- lines.

    Without --yes nothing is sent: the notice is checked and shown. The running bot (`motcua run`) does the sending.
    """
    content, wanted = read(file), audience(to, directory())
    wrong = problems(content, ack=ack)
    if wrong:
        fail("\n".join(f"{file}: {fault}" for fault in wrong))
    when = drafting.parse_time(at, datetime.now(UTC)) if at else None
    awaited(_announce(content, wanted, yes=yes, silent=silent, pin=pin, ack=ack, at=when))


async def _announce(content: Content, wanted: str, *, yes: bool, silent: bool, pin: bool, ack: bool, at: datetime | None) -> None:
    held = settings()
    async with held_store() as store:
        count = await store.notices.reach(wanted)
        click.echo(plain(content.html))
        for label, url in content.links:
            click.echo(f"[{label}] {url}")
        for media in content.media:
            click.echo(f"({media.kind}: {media.source})")
        click.echo(f"\n→ {named(wanted, directory())}: {count} nơi, khoảng {drafting.duration(count)}, gửi {drafting.moment(at)}")
        if not count:
            fail("Nobody there receives notices: nothing was kept. Chats subscribe with /dangky.")
        if not yes:
            click.echo("Xem trước thôi; thêm --yes để gửi.")
            return
        ready, now = kept(content, held.motcua_home), datetime.now(UTC)
        number, said = await store.notices.post(
            ready, wanted, who(), now, second=held.second_person, silent=silent, pin=pin, ack=ack, at=at
        )
    match said:
        case Started(chats):
            click.echo(f"Thông báo {number}: {chats} nơi. Theo dõi: motcua outbox report {number} --watch")
        case Awaiting():
            click.echo(f"Thông báo {number} chờ người thứ hai duyệt trong Telegram.")
        case Refused(why):
            fail(f"Nothing was kept ({why}).")
