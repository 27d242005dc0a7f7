"""Following procedures: the button under a card, and /theodoi; in private chats alone, since it is a person who follows."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest

from bot import changes, render
from bot.callbacks import Follow, Unfollow, pack
from bot.handlers.replying import Context, desk, reply, turn
from bot.state.follows import MOST
from bot.state.follows import Follow as Followed
from knowledge.answering import Answer, Found


def _mine(update: Update, code: str) -> Followed | None:
    """The follow that an update is about; None outside of a private chat."""
    chat, user = update.effective_chat, update.effective_user
    return Followed(user.id, chat.id, code) if chat and user and chat.type == chat.PRIVATE else None


async def offered(update: Update, context: Context, told: render.Message, said: Answer) -> render.Message:
    """Put the button under a procedure's card."""
    here = desk(context)
    mine = _mine(update, said.code) if isinstance(said, Found) else None
    if mine is None or here.assistant.snapshot.procedure(mine.code) is None:
        return told
    return changes.beside(told, mine.code, followed=await here.store.follows.held(mine))


async def press(update: Update, context: Context, pressed: Follow) -> None:
    """Begin or end a follow, turn the button over, and say what comes of it."""
    here, mine = desk(context), _mine(update, pressed.code)
    record = here.assistant.snapshot.procedure(pressed.code)
    if mine is None:
        await reply(update, context, render.say("Bạn mở trò chuyện riêng với mình để theo dõi thủ tục nhé."))
    elif not pressed.on:
        await here.store.follows.end(mine)
        await _turn_button(update, pressed)
        await reply(update, context, changes.ended(record.title if record else pressed.code))
    elif record is None:
        await reply(update, context, render.say("Thủ tục này không còn trong cơ sở dữ liệu."))
    elif await here.store.follows.begin(mine, here.assistant.snapshot.info.digest, here.now()):
        await _turn_button(update, pressed)
        await reply(update, context, changes.begun(record))
    else:
        await reply(update, context, changes.too_many(MOST))


async def _turn_button(update: Update, pressed: Follow) -> None:
    query = update.callback_query
    held = query.message.reply_markup if query and isinstance(query.message, Message) else None
    if query is None or held is None:
        return
    other = changes.button(pressed.code, followed=bool(pressed.on))
    turned = InlineKeyboardButton(other.label, callback_data=pack(Follow(pressed.code, 1 - bool(pressed.on))))
    old = {pack(Follow(pressed.code, on)) for on in (0, 1)}
    rows = [[turned if button.callback_data in old else button for button in row] for row in held.inline_keyboard]
    try:
        await query.edit_message_reply_markup(InlineKeyboardMarkup(rows))
    except BadRequest:
        return  # It stands as it should already, or the message is too old: what was pressed is done all the same.


async def theodoi(update: Update, context: Context) -> None:
    """/theodoi: what the person follows."""
    await reply(update, context, await _list(update, context))


async def stop(update: Update, context: Context, pressed: Unfollow) -> None:
    """End a follow from the list."""
    if mine := _mine(update, pressed.code):
        await desk(context).store.follows.end(mine)
    await turn(update, context, await _list(update, context))


async def _list(update: Update, context: Context) -> render.Message:
    here, mine = desk(context), _mine(update, "")
    if mine is None:
        return render.say("Danh sách theo dõi là của riêng mỗi người: bạn gõ /theodoi trong trò chuyện riêng với mình nhé.")
    codes = await here.store.follows.of_person(mine.user_id, mine.chat_id)
    records = [(code, here.assistant.snapshot.procedure(code)) for code in codes]
    return changes.listed([(code, record.title if record else code) for code, record in records])
