"""The whole bot on one page: commands, texts and buttons, each with its handler and the role it needs."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, assert_never

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot import render
from bot.access import Role, allowed, role_of
from bot.callbacks import Ack, Callback, Erase, Fields, Notice, OfField, Provinces, SetBrief, SetProvince, Show, ShowPlan, Subscribe, unpack
from bot.handlers import announce, ask, browse, groups, people, plan, reports, system
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
    role = await _role(update, context)
    rows = [(c.name, c.help) for c in COMMANDS if allowed(role, c.role)]
    await reply(update, context, render.help_page(rows, desk(context).settings))


COMMANDS = (
    Command("start", "bắt đầu", system.start),
    Command("help", "cách dùng và danh sách lệnh", help_page),
    Command("thutuc", "tìm thủ tục, hoặc xem theo lĩnh vực", browse.thutuc),
    Command("hoi", "hỏi trong nhóm: /hoi kèm câu hỏi", ask.hoi),
    Command("kehoach", "kế hoạch cải cách hành chính", plan.kehoach),
    Command("dangky", "nhận thông báo: chủ đề, cơ quan, địa bàn", groups.subscribe),
    Command("thongbao", "soạn và gửi thông báo", announce.thongbao, Role.OFFICIAL),
    Command("huy", "thôi soạn thông báo", announce.huy, Role.OFFICIAL),
    Command("baocao", "các thông báo đã gửi", reports.baocao, Role.OFFICIAL),
    Command("settings", "tỉnh, thành phố và kiểu trả lời", people.settings),
    Command("privacy", "dữ liệu của bạn, và xóa dữ liệu", people.privacy),
)


async def _role(update: Update, context: Context) -> Role:
    if update.effective_user is None:
        return Role.CITIZEN
    role = role_of(update.effective_user.id, desk(context).settings.admin_ids)
    announces = role is Role.CITIZEN and await desk(context).store.notices.rights(update.effective_user.id)
    return Role.OFFICIAL if announces else role


def _guarded(command: Command) -> Handler:
    async def handle(update: Update, context: Context) -> None:
        if command.role is Role.CITIZEN or allowed(await _role(update, context), command.role):
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
    if not isinstance(callback, Ack):  # Its answer says how many have tapped.
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
        case ShowPlan():
            await plan.part(update, context, callback)
        case Provinces():
            await people.provinces(update, context, callback)
        case SetProvince():
            await people.set_province(update, context, callback)
        case SetBrief():
            await people.set_brief(update, context, callback)
        case Erase():
            await people.erase(update, context, callback)
        case Ack():
            await reports.acknowledge(update, context, callback)
        case Notice():
            await announce.press(update, context, callback)
        case Subscribe():
            await groups.choose(update, context, callback)
        case never:
            assert_never(never)


def install(application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
    """Give the application its handlers."""
    private = filters.ChatType.PRIVATE
    for command in COMMANDS:
        application.add_handler(CommandHandler(command.name, _guarded(command)))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(MessageHandler(private & filters.COMMAND & filters.UpdateType.MESSAGE, system.unknown))
    application.add_handler(MessageHandler(private & filters.TEXT & filters.UpdateType.MESSAGE, announce.or_else(ask.question)))
    application.add_handler(
        MessageHandler(filters.ChatType.GROUPS & filters.REPLY & filters.TEXT & ~filters.COMMAND & _ToUs(), ask.question)
    )
    application.add_handler(
        MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL & filters.UpdateType.MESSAGE, announce.or_else(system.wordless))
    )
    application.add_handler(ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, groups.migrated))
    application.add_error_handler(system.failed)


class _ToUs(filters.MessageFilter):
    """A reply to one of the bot's own messages."""

    def filter(self, message: Any) -> bool:
        """Whether the message replied to is the bot's."""
        replied = message.reply_to_message
        return bool(replied and replied.from_user and replied.from_user.id == message.get_bot().id)
