"""What the bot tells by itself, made into what the outbox sends, and posted to those whom it concerns."""

from collections.abc import Iterable

from bot.callbacks import pack
from bot.desk import Desk
from bot.notifications.announcement import PRESS, Content
from bot.render import Message


def content(message: Message) -> Content:
    """Return a Message as the outbox keeps it."""
    rows = tuple(tuple((b.label, b.to if isinstance(b.to, str) else PRESS + pack(b.to)) for b in row) for row in message.buttons)
    return Content(message.html, (), rows)


async def inform(here: Desk, chats: Iterable[int], message: Message, by: str, origin: str) -> None:
    """Tell several chats what somebody (`by`) has done; `origin` names the occasion, which is told once."""
    await here.store.notices.tell(sorted(chats), content(message), by, here.now(), origin=origin)
