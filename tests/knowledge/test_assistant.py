"""One turn: words in, an Answer out, over the shipped records."""

from datetime import UTC, datetime

import pytest

from knowledge.answering import Choices, Found, NotFound, Redirect
from knowledge.assistant import Assistant
from nlp.analysis import clauses

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "code", "aspect"),
    [
        ("dang ky khai sinh cho con can gi", "1.001193", "documents"),
        ("dk tam tru het bao nhieu tien", "1.004194", "fee"),
        ("sổ đỏ bị mất làm lại thế nào", "1.012786", "steps"),
        ("đăng ký kết hôn mất bao lâu", "1.000894", "time"),
        ("gplx bi mat xin cap lai o dau", "3.000348", "place"),
        ("ddawng kys tamj trus owr ddaau", "1.004194", "place"),
        ("1.001193 lệ phí", "1.001193", "fee"),
    ],
)
def test_an_everyday_question_leads_to_its_procedure_and_to_what_is_asked(assistant: Assistant, text: str, code: str, aspect: str) -> None:
    answer = assistant.reply(text, None, NOW).answer
    assert isinstance(answer, Found)
    assert answer.code == code
    assert aspect in answer.aspects


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("báo tử rồi cắt thường trú cho bố", "1.000656", "1.003197"),
        ("đăng ký kết hôn rồi làm hộ chiếu", "1.000894", "1.001456"),
    ],
)
def test_two_matters_in_one_breath_are_both_named(assistant: Assistant, text: str, first: str, second: str) -> None:
    reply = assistant.reply(text, None, NOW)
    assert isinstance(reply.answer, Found)
    assert (reply.answer.code, reply.answer.also) == (first, (second,))
    assert reply.codes[:2] == (first, second)


def test_what_hangs_together_is_not_torn_apart(assistant: Assistant) -> None:
    answer = assistant.reply("cấp lại giấy phép lái xe bị mất và hỏng", None, NOW).answer
    assert isinstance(answer, Found)
    assert answer.also == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("báo tử rồi cắt thường trú", ("báo tử", "cắt thường trú")),
        ("đăng ký kết hôn", ()),
        ("khai sinh và nhập hộ khẩu và bảo hiểm y tế", ("khai sinh", "nhập hộ khẩu", "bảo hiểm y tế")),
        ("rồi", ()),
        ("khai sinh rồi", ()),
    ],
)
def test_a_question_is_parted_where_it_joins_matters(assistant: Assistant, text: str, parts: tuple[str, ...]) -> None:
    assert clauses(assistant.analyze(text), assistant.lexicon) == parts


@pytest.mark.parametrize(
    "text", ["thời tiết hôm nay", "vượt đèn đỏ phạt bao nhiêu", "cháy nhà gọi ai", "cán bộ đòi tiền bôi trơn", "otp không về"]
)
def test_what_no_procedure_answers_is_sent_on(assistant: Assistant, text: str) -> None:
    assert isinstance(assistant.reply(text, None, NOW).answer, Redirect)


@pytest.mark.parametrize("text", ["", "?!…", "zxqj wvut " * 300, "😀😀", "\u0000\ufffd"])
def test_noise_is_never_answered_with_a_procedure(assistant: Assistant, text: str) -> None:
    assert isinstance(assistant.reply(text, None, NOW).answer, NotFound | Redirect)


def test_a_choice_offers_two_to_five(assistant: Assistant) -> None:
    answer = assistant.reply("làm giấy tờ cho xe", None, NOW).answer
    assert isinstance(answer, Choices)
    assert 2 <= len(answer.codes) <= 5


@pytest.mark.parametrize("question", ["quay lại vụ khai sinh, lệ phí bao nhiêu", "còn cái khai sinh lúc nãy thì nộp ở đâu"])
def test_a_conversation_returns_to_what_was_talked_about_earlier(assistant: Assistant, question: str) -> None:
    context = None
    for turn in ("làm giấy khai sinh cho con cần gì", "mất căn cước thì làm lại ở đâu"):
        context = assistant.reply(turn, context, NOW).context
    answer = assistant.reply(question, context, NOW).answer
    assert isinstance(answer, Found)
    assert answer.code == "1.001193"


@pytest.mark.parametrize(
    ("question", "code"),
    [("à mà làm hộ chiếu thì cần gì", "1.001456"), ("thế lý lịch tư pháp", "3.000333"), ("mất bao lâu", "3.000347")],
)
def test_what_was_talked_about_earlier_is_not_meant_where_nothing_says_so(assistant: Assistant, question: str, code: str) -> None:
    context = None
    for turn in ("mất bằng lái", "bao lâu có", "còn bằng hết hạn thì đổi thế nào"):
        context = assistant.reply(turn, context, NOW).context
    assert assistant.reply(question, context, NOW).codes[0] == code
