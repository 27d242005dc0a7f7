"""The follow-up: what a question means after what was talked about."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.conversation import EARLIER, REMEMBERED, Context, Fresh, Hangs, Meaning, Picked, meant, talking
from nlp.analysis import analyze
from nlp.lexicon import shipped, split

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEXICON = shipped()
BIRTH, WEDDING, PASSPORT = "1.000001", "1.000002", "1.000003"
NAMES = {BIRTH: "đăng ký khai sinh lưu động", WEDDING: "đăng ký kết hôn", PASSPORT: "cấp hộ chiếu"}
TITLES = {code: frozenset(w.key for w in split(name)) for code, name in NAMES.items()}
TALKED = Context(NOW, code=PASSPORT, aspects=("documents",))
OFFERED = Context(NOW, offered=(BIRTH, WEDDING, PASSPORT))


def meaning(text: str, context: Context | None, now: datetime = NOW) -> Meaning:
    return meant(analyze(text, LEXICON, segmented=False), context, now, TITLES, rare)


def rare(_: str) -> bool:
    """No word is common."""
    return False


@pytest.mark.parametrize(
    ("text", "carried", "corrected"),
    [
        ("thế còn phí?", True, False),
        ("gia hạn thì sao", True, False),
        ("nếu bị mất thì làm lại thế nào", True, False),
        ("mất bao lâu", False, False),
        ("đăng ký kết hôn cần gì", False, False),
        ("chào bạn", False, False),
        ("căn cước bị nhầm tên đường", False, True),
    ],
)
def test_a_question_after_a_procedure_may_hang_on_it(text: str, carried: bool, corrected: bool) -> None:
    assert meaning(text, TALKED) == Hangs(text, carried, corrected, back=False)


@pytest.mark.parametrize(
    "text", ["quay lại vụ hộ chiếu, phí bao nhiêu", "cai hoi nay may ngay xong", "còn cái đầu tiên tôi hỏi thì nộp ở đâu"]
)
def test_a_question_may_return_to_something_earlier(text: str) -> None:
    hangs = meaning(text, TALKED)
    assert isinstance(hangs, Hangs)
    assert hangs.back


def test_what_was_talked_about_before_is_remembered_the_latest_first_and_only_a_few() -> None:
    talk: Context | None = None
    for code in ("a", "b", "a", "c", "d", "e", "e"):
        talk = talking(talk, NOW, code)
    assert talk is not None
    assert (talk.code, talk.earlier) == ("e", ("d", "c", "a")[:EARLIER])


def test_what_was_talked_about_long_ago_is_forgotten() -> None:
    old = talking(talking(None, NOW, BIRTH), NOW, WEDDING)
    assert talking(old, NOW + REMEMBERED, PASSPORT).earlier == ()
    assert talking(old, NOW + REMEMBERED - timedelta(seconds=1), PASSPORT).earlier == (WEDDING, BIRTH)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("không phải bị mất, thẻ hết hạn thôi", "thẻ hết hạn thôi"),
        ("hộ kinh doanh chứ không phải công ty", "hộ kinh doanh"),
        ("em nói nhầm, hộ kinh doanh chứ không phải công ty, đóng luôn", "hộ kinh doanh đóng luôn"),
        ("không phải", "không phải"),
        ("ý tôi là hộ khẩu", "hộ khẩu"),
        ("căn cước bị nhầm tên đường", "căn cước bị nhầm tên đường"),
        ("sr k phải nhà, đất cơ", "đất cơ"),
    ],
)
def test_what_is_denied_is_left_out_of_a_correction(text: str, left: str) -> None:
    hangs = meaning(text, TALKED)
    assert isinstance(hangs, Hangs)
    assert hangs.text == left


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("1", Picked(BIRTH)),
        ("số 2", Picked(WEDDING)),
        ("cái 3", Picked(PASSPORT)),
        ("so 2", Picked(WEDDING)),
        ("4", Fresh()),
        ("9", Fresh()),
        ("cái đầu tiên", Picked(BIRTH)),
        ("thứ hai nhé bạn", Picked(WEDDING)),
        ("cai cuoi", Picked(PASSPORT)),
        ("cái thứ tư", Fresh()),
        ("kết hôn", Picked(WEDDING)),
        ("khai sinh luu dong", Picked(BIRTH)),
        ("hộ chiếu", Picked(PASSPORT)),
        ("đăng ký", Fresh()),
        ("kết hôn và hộ chiếu", Fresh()),
        ("xây nhà", Fresh()),
        ("kết hôn bằng căn cước", Fresh()),
        ("mất bao lâu", Fresh()),
        ("", Fresh()),
    ],
)
def test_a_question_after_choices_means(text: str, means: Meaning) -> None:
    assert meaning(text, OFFERED) == means


def test_a_common_word_alone_chooses_nothing() -> None:
    titles = TITLES | {BIRTH: frozenset({"giay", "khai", "sinh"})}
    question = analyze("bao lâu có giấy", LEXICON, segmented=False)
    assert meant(question, OFFERED, NOW, titles, rare) == Picked(BIRTH)
    assert meant(question, OFFERED, NOW, titles, lambda key: key == "giay") == Fresh()


def test_the_last_of_two_choices_is_the_second() -> None:
    assert meaning("cái cuối cùng", Context(NOW, offered=(WEDDING, BIRTH))) == Picked(BIRTH)


@pytest.mark.parametrize(
    ("later", "means"),
    [
        (timedelta(0), Hangs("mất bao lâu", carried=False, corrected=False, back=False)),
        (REMEMBERED - timedelta(seconds=1), Hangs("mất bao lâu", carried=False, corrected=False, back=False)),
        (REMEMBERED, Fresh()),
        (timedelta(days=1), Fresh()),
    ],
)
def test_what_was_talked_about_is_forgotten_after_a_while(later: timedelta, means: Meaning) -> None:
    assert meaning("mất bao lâu", TALKED, NOW + later) == means


def test_a_choice_that_has_left_the_knowledge_base_hinders_no_other() -> None:
    gone = Context(NOW, offered=("9.999999", WEDDING))
    assert meaning("kết hôn", gone) == Picked(WEDDING)
    assert meaning("hộ chiếu", gone) == Fresh()


@settings(deadline=None, max_examples=100)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from("không phải còn thì sao 1 số cái đầu kết hôn gia hạn bao lâu".split()), max_size=6).map(" ".join)
)
def test_without_context_every_question_stands_for_itself_and_with_one_none_breaks(text: str) -> None:
    assert meaning(text, None) == Fresh()
    for context in (TALKED, OFFERED):
        match meaning(text, context):
            case Picked(code):
                assert code in context.offered
            case Hangs(said):
                assert context.code
                assert said
            case Fresh():
                words = analyze(text, LEXICON, segmented=False).sentence
                assert not context.code or not any(w.key.isalpha() for w in words)
