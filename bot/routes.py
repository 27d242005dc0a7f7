"""The whole bot on one page: commands, texts and buttons, each with its handler and the role it needs."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, assert_never

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot import render
from bot.access import Role, allowed, role_of
from bot.callbacks import (
    Callback,
    Erase,
    Events,
    Fields,
    Follow,
    OfField,
    Provinces,
    SetBrief,
    SetProvince,
    Show,
    ShowEvent,
    ShowPlan,
    Unfollow,
    unpack,
)
from bot.handlers import ask, browse, follow, people, places, plan, system
from bot.handlers.replying import Context, desk, reply

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, what the menu says of it, who may use it, and who answers."""

    name: str
    help: str
    handler: Handler
    role: Role = Role.CITIZEN


async def help_page(update: Update, context: Context) -> None:
    """/help: the commands the person may use."""
    role = _role(update, context)
    rows = [(c.name, c.help) for c in COMMANDS if allowed(role, c.role)]
    await reply(update, context, render.help_page(rows, desk(context).settings))


COMMANDS = (
    Command("start", "bắt đầu", system.start),
    Command("help", "cách dùng và danh sách lệnh", help_page),
    Command("thutuc", "tìm thủ tục, hoặc xem theo lĩnh vực", browse.thutuc),
    Command("sukien", "việc trong đời: sinh con, cưới, chuyển nhà…", browse.sukien),
    Command("hoi", "hỏi trong nhóm: /hoi kèm câu hỏi", ask.hoi),
    Command("diachi", "xã, huyện, tỉnh, sở cũ giờ là đâu", places.diachi),
    Command("kehoach", "kế hoạch cải cách hành chính", plan.kehoach),
    Command("theodoi", "thủ tục bạn theo dõi để được báo khi thay đổi", follow.theodoi),
    Command("phienban", "bản dữ liệu đang dùng để trả lời", system.phienban),
    Command("settings", "tỉnh, thành phố và kiểu trả lời", people.settings),
    Command("privacy", "dữ liệu của bạn, và xóa dữ liệu", people.privacy),
)


def _role(update: Update, context: Context) -> Role:
    return role_of(update.effective_user.id if update.effective_user else None, desk(context).settings.admin_ids)


def _guarded(command: Command) -> Handler:
    async def handle(update: Update, context: Context) -> None:
        if allowed(_role(update, context), command.role):
            await command.handler(update, context)
        else:
            await reply(update, context, render.say("Lệnh này dành cho cán bộ. Nếu bạn cần dùng, hãy hỏi người quản trị."))

    return handle


async def pressed(update: Update, context: Context) -> None:
    """Answer a press at once, then do what it asks."""
    query = update.callback_query
    if query is None:
        return
    callback = unpack(query.data or "")
    await query.answer(system.STALE if callback is None else None, show_alert=callback is None)
    if callback is not None:
        await _press(update, context, callback)


async def _press(update: Update, context: Context, callback: Callback) -> None:
    match callback:
        case Show():
            await ask.show(update, context, callback)
        case Fields():
            await browse.fields(update, context, callback)
        case OfField():
            await browse.of_field(update, context, callback)
        case Events():
            await browse.happenings(update, context, callback)
        case ShowEvent():
            await browse.happening(update, context, callback)
        case ShowPlan():
            await plan.part(update, context, callback)
        case Provinces():
            await people.provinces(update, context, callback)
        case SetProvince():
            await people.set_province(update, context, callback)
        case SetBrief():
            await people.set_brief(update, context, callback)
        case Follow():
            await follow.press(update, context, callback)
        case Unfollow():
            await follow.stop(update, context, callback)
        case Erase():
            await people.erase(update, context, callback)
        case never:
            assert_never(never)


def install(application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
    """Give the application its handlers."""
    private = filters.ChatType.PRIVATE
    for command in COMMANDS:
        application.add_handler(CommandHandler(command.name, _guarded(command)))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(MessageHandler(private & filters.COMMAND & filters.UpdateType.MESSAGE, system.unknown))
    application.add_handler(MessageHandler(private & filters.TEXT & filters.UpdateType.MESSAGE, ask.question))
    application.add_handler(
        MessageHandler(filters.ChatType.GROUPS & filters.REPLY & filters.TEXT & ~filters.COMMAND & _ToUs(), ask.question)
    )
    application.add_handler(
        MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL & filters.UpdateType.MESSAGE, system.wordless)
    )
    application.add_error_handler(system.failed)


class _ToUs(filters.MessageFilter):
    """A reply to one of the bot's own messages."""

    def filter(self, message: Any) -> bool:
        """Whether the message replied to is the bot's."""
        replied = message.reply_to_message
        return bool(replied and replied.from_user and replied.from_user.id == message.get_bot().id)
