"""Families, events of life, terms and twins: the data that ships, and how a question meets it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import events, families, glossary, twins
from knowledge.answering import Chain, Choices, Found, NotFound, Redirect
from knowledge.assistant import Assistant
from nlp.analysis import analyze
from nlp.lexicon import shipped

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
LEXICON = shipped()


def ask(assistant: Assistant, text: str) -> object:
    return assistant.reply(text, None, NOW).answer


def test_every_family_has_two_to_five_members_and_no_sign_decides_for_two() -> None:
    for name, family in families.load(LEXICON).entries.items():
        assert 2 <= len(family.members) <= 5, name
        signs = [sign for member in family.members for sign in member.signs]
        assert len(signs) == len(set(signs)), name


def test_a_sign_that_was_said_decides_for_its_member() -> None:
    held = families.load(LEXICON)
    unclear = held.like(analyze("mất giấy khai sinh", LEXICON, segmented=False), "1.004884")
    said = held.like(analyze("mất giấy khai sinh xin bản sao", LEXICON, segmented=False), "1.004884")
    assert unclear is not None
    assert said is not None
    assert (unclear.name, unclear.decided) == ("birth_certificate_lost", "")
    assert said.decided == "2.000635"


@pytest.mark.parametrize("text", ["mất giấy khai sinh", "giấy khai sinh bị cháy mất rồi", "lam lai khai sinh o dau"])
def test_a_question_that_leaves_it_open_is_asked_back_or_answered_with_the_others_beside(assistant: Assistant, text: str) -> None:
    match ask(assistant, text):
        case Choices(codes, _, family):
            assert {"2.000635", "1.004884"} <= set(codes)
            assert family == "birth_certificate_lost"
        case Found(code, near=near, family=family):
            assert {"2.000635", "1.004884"} <= {code, *near}
            assert family == "birth_certificate_lost"
        case other:
            pytest.fail(f"{other}")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("vợ tôi vừa sinh", "having_baby"),
        ("mới sinh em bé giờ phải làm gì", "having_baby"),
        ("nhà em có người mới mất, giờ phải làm những gì", "death_in_family"),
    ],
)
def test_an_event_of_life_is_answered_with_its_chain(assistant: Assistant, text: str, name: str) -> None:
    answer = ask(assistant, text)
    assert isinstance(answer, Chain)
    assert answer.name == name
    assert len(answer.codes) > 1


def test_what_is_asked_of_a_procedure_is_answered_even_when_an_event_is_told(assistant: Assistant) -> None:
    answer = ask(assistant, "vợ tôi vừa sinh, làm giấy khai sinh cho con cần giấy tờ gì")
    assert isinstance(answer, Found)
    assert answer.code == "1.001193"


@pytest.mark.parametrize("text", ["SIPAS là gì", "chi so hai long cua nguoi dan la gi"])
def test_a_term_is_explained_with_its_source(assistant: Assistant, text: str) -> None:
    answer = ask(assistant, text)
    assert answer == Redirect("term sipas", "term")
    assert "Nguồn:" in assistant.known.redirects.entries["term sipas"].answer


def test_every_event_has_steps_and_every_date_a_source() -> None:
    for name, event in events.load().items():
        assert 2 <= len(event.steps) <= 8, name
        assert len(event.said) >= 12, name
        assert len({step.code for step in event.steps}) == len(event.steps), name


def test_a_date_without_a_source_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.yaml"
    path.write_text('a:\n  title: A\n  said: [a]\n  steps:\n    - {code: "1.000001", why: b, when: mai}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"events\.yaml:5: a\.steps\.0.*source"):
        events.load(path)


def test_every_term_has_a_source() -> None:
    assert all(term.source and term.answer for term in glossary.load().values())
    assert {"sipas", "papi", "pci"} <= {name.casefold() for name in glossary.load()}


def test_twins_bear_one_name_or_stand_together(tmp_path: Path) -> None:
    path = tmp_path / "twins.yaml"
    path.write_text('- ["1.000001", "1.000003", "9.999999"]\n', encoding="utf-8")
    groups = twins.groups([("1.000001", "a"), ("1.000002", "a"), ("1.000003", "b"), ("1.000004", "c")], path)
    assert groups["1.000001"] == groups["1.000002"] == groups["1.000003"] != groups["1.000004"]


def test_every_code_of_the_data_is_in_the_catalogue(shared: Path) -> None:
    catalogue = (shared / "procedures" / "catalog.jsonl").read_text(encoding="utf-8")
    codes = {step.code for event in events.load().values() for step in event.steps}
    codes |= {member.code for family in families.load(LEXICON).entries.values() for member in family.members}
    assert {code for code in codes if f'"{code}"' not in catalogue} == set()


@pytest.mark.parametrize(
    ("text", "kind"), [("bố tôi vừa mất", Chain), ("vợ tôi vừa sinh", Chain), ("xyzzy plugh", NotFound), ("cảm ơn bạn", Redirect)]
)
def test_what_does_not_hang_on_the_talk_is_answered_by_itself(assistant: Assistant, text: str, kind: type) -> None:
    talk = assistant.reply("lam lai bang lai xe bi mat", None, NOW)
    assert isinstance(talk.answer, Found)
    assert isinstance(assistant.reply(text, talk.context, NOW).answer, kind)


def test_a_procedure_shows_the_event_it_comes_first_in() -> None:
    named = events.of_procedure("1.013076")
    places = [[step.code for step in events.shipped()[name].steps].index("1.013076") for name in named]
    assert len(named) > 1
    assert places == sorted(places)
    assert events.of_procedure("9.999999") == ()


def test_after_an_event_the_step_that_was_found_best_is_talked_about(assistant: Assistant) -> None:
    told = assistant.reply("toi moi mua lai chiec xe may cu, gio muon sang ten", None, NOW)
    assert isinstance(told.answer, Chain)
    assert told.answer.codes[0] != "1.013076"
    assert told.context is not None
    assert told.context.code == "1.013076"
    asked = assistant.reply("phí nhiêu", told.context, NOW)
    assert isinstance(asked.answer, Found)
    assert asked.answer.code == "1.013076"
