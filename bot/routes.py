"""The whole bot on one page: commands, texts and buttons, each with its handler and the role it needs."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot import render, render_menus
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
    composing,
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
    await reply(update, context, render_menus.help_page(rows, desk(context).settings))


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


@dataclass(frozen=True, slots=True)
class Press:
    """What a kind of button does, and who may press it."""

    handler: Callable[[Update, Context, Any], Coroutine[Any, Any, None]]
    role: Role = Role.CITIZEN


BUTTONS: dict[type[Callback], Press] = {
    Show: Press(ask.show),
    Fields: Press(browse.fields),
    OfField: Press(browse.of_field),
    Events: Press(browse.happenings),
    ShowEvent: Press(browse.happening),
    ShowPlan: Press(plan.part),
    Tasks: Press(tasks.page),
    TasksFile: Press(tasks.file, Role.OFFICIAL),
    OneTask: Press(tasks.one),
    Provinces: Press(people.provinces),
    SetProvince: Press(people.set_province),
    SetBrief: Press(people.set_brief),
    Follow: Press(follow.press),
    Unfollow: Press(follow.stop),
    Erase: Press(people.erase),
    Mine: Press(work.mine, Role.OFFICIAL),
    Work: Press(work.show, Role.OFFICIAL),
    Report: Press(work.report, Role.OFFICIAL),
    Watch: Press(agency.pressed, Role.OFFICIAL),
    Statistics: Press(reporting.pressed, Role.OFFICIAL),
    DraftPlan: Press(importing.pressed, Role.ADMIN),
    Invite: Press(joining.pressed, Role.ADMIN),
    Ack: Press(reports.acknowledge),
    Notice: Press(announce.press),  # It looks up for itself who may do what with which notice.
    Subscribe: Press(groups.choose),
}
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
    press = BUTTONS[type(callback)] if callback is not None else None
    refused = system.STALE if press is None else None if await _may(update, context, press.role) else FOR_OFFICIALS
    if not isinstance(callback, Ack):  # Its answer says how many have tapped.
        await query.answer(refused, show_alert=refused is not None)
    if press is not None and refused is None:
        await press.handler(update, context, callback)


def install(application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
    """Give the application its handlers."""
    private = filters.ChatType.PRIVATE
    for command in COMMANDS:
        application.add_handler(CommandHandler(command.name, _guarded(command)))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(MessageHandler(private & filters.COMMAND & filters.UpdateType.MESSAGE, system.unknown))
    application.add_handler(
        MessageHandler(private & filters.TEXT & filters.UpdateType.MESSAGE, saying.or_else(composing.or_else(ask.question)))
    )
    application.add_handler(
        MessageHandler(filters.ChatType.GROUPS & filters.REPLY & filters.TEXT & ~filters.COMMAND & _ToUs(), saying.or_else(ask.question))
    )
    application.add_handler(
        MessageHandler(
            private & ~filters.TEXT & ~filters.StatusUpdate.ALL & filters.UpdateType.MESSAGE,
            saying.or_else(composing.or_else(system.wordless)),
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
