"""The whole bot on one page: commands, texts and buttons, each with its handler and the role it needs."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, assert_never

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot import render
from bot.access import Role, allowed
from bot.callbacks import (
    Ack,
    Callback,
    DraftPlan,
    Erase,
    Events,
    Fields,
    Follow,
    Invite,
    Mine,
    Notice,
    OfField,
    OneTask,
    Provinces,
    Report,
    SetBrief,
    SetProvince,
    Show,
    ShowEvent,
    ShowPlan,
    Statistics,
    Subscribe,
    Tasks,
    TasksFile,
    Unfollow,
    Watch,
    Work,
    unpack,
)
from bot.handlers import (
    agency,
    announce,
    ask,
    browse,
    follow,
    groups,
    importing,
    joining,
    people,
    places,
    plan,
    reporting,
    reports,
    saying,
    system,
    tasks,
    work,
)
from bot.handlers.replying import Context, desk, reply
from bot.handlers.who import actor

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
    Command("sukien", "việc trong đời: sinh con, cưới, chuyển nhà…", browse.sukien),
    Command("hoi", "hỏi trong nhóm: /hoi kèm câu hỏi", ask.hoi),
    Command("diachi", "xã, huyện, tỉnh, sở cũ giờ là đâu", places.diachi),
    Command("kehoach", "kế hoạch cải cách hành chính", plan.kehoach),
    Command("theodoi", "thủ tục bạn theo dõi để được báo khi thay đổi", follow.theodoi),
    Command("nhiemvu", "tra cứu nhiệm vụ trong kế hoạch", tasks.nhiemvu),
    Command("viec", "việc của cơ quan bạn: xem và báo cáo tiến độ", work.viec, Role.OFFICIAL),
    Command("donvi", "cơ quan của bạn, theo dõi và nhắc hạn", agency.donvi, Role.OFFICIAL),
    Command("baocao", "báo cáo quý, 6 tháng, 9 tháng, năm", reporting.baocao, Role.OFFICIAL),
    Command("moi", "mời cán bộ, thu hồi lời mời", joining.moi, Role.ADMIN),
    Command("dangky", "nhận thông báo: chủ đề, cơ quan, địa bàn", groups.subscribe),
    Command("thongbao", "soạn và gửi thông báo", announce.thongbao, Role.OFFICIAL),
    Command("huy", "thôi soạn thông báo", announce.huy, Role.OFFICIAL),
    Command("dagui", "các thông báo đã gửi và kết quả", reports.dagui, Role.OFFICIAL),
    Command("phienban", "bản dữ liệu đang dùng để trả lời", system.phienban),
    Command("settings", "tỉnh, thành phố và kiểu trả lời", people.settings),
    Command("privacy", "dữ liệu của bạn, và xóa dữ liệu", people.privacy),
)


BUTTONS: dict[type, Role] = {
    Mine: Role.OFFICIAL,
    TasksFile: Role.OFFICIAL,
    Work: Role.OFFICIAL,
    Report: Role.OFFICIAL,
    Watch: Role.OFFICIAL,
    Statistics: Role.OFFICIAL,
    DraftPlan: Role.ADMIN,
    Invite: Role.ADMIN,
}
"""Who may press a button; those not named here, everybody."""
FOR_OFFICIALS = "Việc này dành cho cán bộ. Nếu bạn cần dùng, hãy hỏi người quản trị."


async def _role(update: Update, context: Context) -> Role:
    """The role; who may announce to somebody is an official, invited or not."""
    who = await actor(update, context)
    if who.role is Role.CITIZEN and update.effective_user and await desk(context).store.notices.rights(who.user_id):
        return Role.OFFICIAL
    return who.role


async def _may(update: Update, context: Context, needed: Role) -> bool:
    return needed is Role.CITIZEN or allowed(await _role(update, context), needed)


def _guarded(command: Command) -> Handler:
    async def handle(update: Update, context: Context) -> None:
        if await _may(update, context, command.role):
            await command.handler(update, context)
        else:
            await reply(update, context, render.say(FOR_OFFICIALS))

    return handle


async def pressed(update: Update, context: Context) -> None:
    """Answer a press at once, then do what it asks."""
    query = update.callback_query
    if query is None:
        return
    callback = unpack(query.data or "")
    refused = system.STALE if callback is None else None
    if callback is not None and not await _may(update, context, BUTTONS.get(type(callback), Role.CITIZEN)):
        refused = FOR_OFFICIALS
    if not isinstance(callback, Ack):  # Its answer says how many have tapped.
        await query.answer(refused, show_alert=refused is not None)
    if callback is not None and refused is None:
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
        case Tasks():
            await tasks.page(update, context, callback)
        case TasksFile():
            await tasks.file(update, context, callback)
        case OneTask():
            await tasks.one(update, context, callback)
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
        case Mine():
            await work.mine(update, context, callback)
        case Work():
            await work.show(update, context, callback)
        case Report():
            await work.report(update, context, callback)
        case DraftPlan():
            await importing.pressed(update, context, callback)
        case Invite():
            await joining.pressed(update, context, callback)
        case Watch():
            await agency.pressed(update, context, callback)
        case Statistics():
            await reporting.pressed(update, context, callback)
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
    application.add_handler(
        MessageHandler(private & filters.TEXT & filters.UpdateType.MESSAGE, saying.or_else(announce.or_else(ask.question)))
    )
    application.add_handler(
        MessageHandler(filters.ChatType.GROUPS & filters.REPLY & filters.TEXT & ~filters.COMMAND & _ToUs(), saying.or_else(ask.question))
    )
    application.add_handler(
        MessageHandler(
            private & ~filters.TEXT & ~filters.StatusUpdate.ALL & filters.UpdateType.MESSAGE,
            saying.or_else(announce.or_else(system.wordless)),
        )
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
