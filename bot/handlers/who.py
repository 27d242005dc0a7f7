"""Who sent an update: role, agency and name."""

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.access import Role, role_of
from bot.desk import Desk
from bot.handlers.replying import Context, desk
from bot.notifications import drafting
from bot.progress import Actor
from bot.settings import Settings
from bot.state.store import Store


def ids(update: Update) -> tuple[int, int]:
    """Return the chat's and the person's number, 0 where there is none."""
    return (update.effective_chat.id if update.effective_chat else 0), (update.effective_user.id if update.effective_user else 0)


async def actor(update: Update, context: Context) -> Actor:
    """Return who acts."""
    user, here = update.effective_user, desk(context)
    if user is None:
        return Actor(0, Role.CITIZEN)
    member = await here.store.members.member(user.id)
    role = role_of(user.id, here.settings.admin_ids, member.role if member else Role.CITIZEN)
    return Actor(user.id, role, member.agency if member else "", user.full_name)


async def written_by(bot: Bot, author: str) -> str:
    """Return who wrote a notice, in words; a person by the name that Telegram has."""
    kind, _, number = author.partition(":")
    if kind != "user":
        return drafting.writer(author)
    try:
        return drafting.writer(author, (await bot.get_chat(int(number))).full_name or "")
    except TelegramError:
        return drafting.writer(author)


async def administrators(here: Desk) -> frozenset[int]:
    """Return the ids of all administrators, which are their private chats too."""
    return await administrators_of(here.store, here.settings)


async def administrators_of(store: Store, settings: Settings) -> frozenset[int]:
    """Return the same without a desk."""
    return settings.admin_ids | {member.user_id for member in await store.members.members() if member.role is Role.ADMIN}
