"""`motcua kb sync`, against a replayed portal."""

import json
import random
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.portal.sync import LIST
from knowledge.snapshot import Snapshot
from knowledge.sources import shipped
from tests.commands.conftest import Motcua
from tests.portal_replay import Fault, Moment, PortalReplay, Recorded, made
from tests.portal_replay.recorded import answer, detail, row
from tests.portal_replay.running import sync

OWN = ("1.000894", "1.001193")
"""The shipped records that stand for all, as the real ones take seconds to read."""


@pytest.fixture
def few(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a few of the shipped procedures, which stands for all."""
    folder = home / "procedures"
    folder.mkdir()
    for code in OWN:
        shutil.copy(shipped.DATA / "procedures" / f"{code}.yaml", folder)
    monkeypatch.setattr(shipped, "load_procedures", partial(shipped.load_procedures, folder))
    return folder


@pytest.fixture(autouse=True)
def quick(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses."""
    for name, value in {"PAUSE": "0", "BACKOFF": "0", "BACKOFF_CAP": "0", "TIMEOUT": "0.3", "PAGE_SIZE": "4"}.items():
        monkeypatch.setenv(f"PORTAL_{name}", value)


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[PortalReplay]:
    """A portal of ten procedures of our own making, eight with details."""
    with PortalReplay(made(10, details=8)) as served:
        monkeypatch.setenv("PORTAL_API_URL", served.url)
        yield served
        assert served.most_at_once <= 1


def told(motcua: Motcua, *options: str, status: int = 0) -> dict[str, Any]:
    result = motcua("kb", "sync", "--json", *options)
    assert result.exit_code == status, result.stderr
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def test_a_sync_makes_a_candidate_and_tells_what_it_would_change(motcua: Motcua, home: Path, portal: PortalReplay) -> None:
    result = motcua("kb", "sync", "--out", "candidate.db")
    assert result.exit_code == 0, result.stderr
    assert "List: 10 procedures; details: 10 asked for, 8 held, 2 the portal lacks" in result.stdout
    assert "10 new, 0 changed, 0 gone" in result.stdout
    assert "new: 9.000003" in result.stdout
    assert f"{len(OWN) + 10} procedures" in result.stdout
    held = Snapshot(home / "candidate.db")
    with_detail, without = held.procedure("9.000001"), held.procedure("9.000010")
    held.close()
    assert with_detail is not None
    assert [paper.name for paper in with_detail.documents] == ["Đơn số 9.000001"]
    assert without is not None
    assert without.documents == ()
    assert [path.name for path in home.glob("*.db*")] == ["candidate.db"]


def test_the_list_is_asked_for_page_by_page_as_the_portal_wants_it(motcua: Motcua, portal: PortalReplay) -> None:
    told(motcua)
    ids = [r["id"] for r in portal.recorded.rows]
    assert portal.cursors() == ["", ids[3], ids[7], ids[9]]
    assert portal.ids() == ids
    assert portal.asked[0].body == {"limit": 4, "lastId": "", "q": "", "categoryId": "", "departmentCode": ""}
    assert {asked.user_agent for asked in portal.asked} == {"motcua/0.1 (administrative procedures assistant)"}


def test_the_shipped_records_lead_and_where_the_portal_parts_from_them_is_told(motcua: Motcua, home: Path, portal: PortalReplay) -> None:
    own = next(p for p in shipped.load_procedures().records if p.code == "1.001193")
    theirs = row(11, code="1.001193")
    portal.recorded.rows.append(theirs)
    portal.recorded.details[theirs["id"]] = answer(detail(theirs))
    data = told(motcua)
    points = {(d["code"], d["point"]): d for d in data["review"]}
    assert points["1.001193", "fees"]["portal"] == "direct 8,000 đồng"
    assert points["1.001193", "times"]["portal"] == "direct 7 working_day"
    assert ("1.001193", "state") not in points
    assert points["1.000894", "state"]["place"] == "1.000894.yaml: state"
    held = Snapshot(Path(data["candidate"]["path"]))
    kept = held.procedure("1.001193")
    assert kept is not None
    assert replace(kept, questions=()) == replace(own, questions=())
    held.close()


def test_a_second_sync_reads_changed_details_alone_and_tells_what_changed_and_went(
    motcua: Motcua, home: Path, portal: PortalReplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(motcua, "--out", "live.db")
    monkeypatch.setenv("MOTCUA_KB", "live.db")
    rows = portal.recorded.rows
    rows[1] = row(2, name="Đăng ký nuôi ba ba", state="UPDATED")
    portal.recorded.details[rows[1]["id"]] = answer(detail(rows[1]))
    portal.recorded.details[rows[2]["id"]] = answer(detail(rows[2], executingAgencies="Sở Khác"))
    del rows[4]
    rows.append(row(11))
    portal.asked.clear()
    data = told(motcua, "--out", "candidate.db")
    assert portal.ids() == [rows[1]["id"], rows[-1]["id"]]
    assert (data["new"], data["gone"]) == (["9.000011"], ["9.000005"])
    assert data["changed"] == [{"code": "9.000002", "fields": ["name"]}]
    portal.asked.clear()
    data = told(motcua, "--out", "candidate.db", "--details", "all")
    assert len(portal.ids()) == 10
    assert {"code": "9.000003", "fields": ["agency"]} in data["changed"]
    portal.asked.clear()
    assert told(motcua, "--out", "candidate.db", "--details", "none")["asked"] == 0
    assert portal.ids() == []


def test_the_snapshot_that_is_answered_from_is_never_written(
    motcua: Motcua, home: Path, portal: PortalReplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(motcua, "--out", "live.db")
    (home / "link.db").symlink_to("live.db")
    (home / "hard.db").hardlink_to(home / "live.db")
    monkeypatch.setenv("MOTCUA_KB", "live.db")
    before = (home / "live.db").read_bytes()
    for out in ("live.db", "link.db", "hard.db", f"{home}/./live.db"):
        result = motcua("kb", "sync", "--out", out)
        assert result.exit_code == 2
        assert "the bot answers from this snapshot" in result.stderr
    assert (home / "live.db").read_bytes() == before


def test_a_sync_that_died_after_writing_the_candidate_makes_the_same_again_and_asks_nothing(
    motcua: Motcua, home: Path, portal: PortalReplay
) -> None:
    first = told(motcua, "--cache", "kept")
    (home / "kept" / "runs" / "0001" / "done.json").unlink()
    portal.asked.clear()
    assert told(motcua, "--cache", "kept")["candidate"]["digest"] == first["candidate"]["digest"]
    assert portal.asked == []


def test_a_trial_takes_the_first_of_the_list_and_loses_nothing(
    motcua: Motcua, home: Path, portal: PortalReplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(motcua, "--out", "live.db")
    monkeypatch.setenv("MOTCUA_KB", "live.db")
    data = told(motcua, "--limit", "3", "--out", "trial.db")
    assert (data["listed"], data["whole"], data["gone"]) == (3, False, [])
    assert data["candidate"]["procedures"] == len(OWN) + 10
    assert not [d for d in data["review"] if d["point"] == "state"]
    assert "a trial" in motcua("kb", "sync", "--limit", "3", "--out", "trial.db").stdout


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.HANG, "no answer within 0.3 s"),
        (Fault.ERROR_500, "status 500"),
        (Fault.BUSY, "429: asked too often"),
        (Fault.HTML, "a web page instead of JSON"),
        (Fault.WALL, "the portal shuts us out: a bot wall's page ('request rejected'), 4 times in a row"),
        (Fault.FORBIDDEN, "the portal shuts us out: status 403"),
        (Fault.MOVED, "the portal shuts us out: status 302"),
        (Fault.CUT, "not JSON, or cut off"),
        (Fault.BROKEN_OFF, "RemoteProtocolError"),
        (Fault.SCHEMA, "data.items"),
        (Fault.NOT_OK, "the portal answered 'INTERNAL_ERROR', not OK"),
        (Fault.MISSING, "status 404"),
    ],
)
def test_a_list_that_stays_broken_is_refused_and_the_next_sync_goes_on(
    motcua: Motcua, home: Path, portal: PortalReplay, fault: Fault, said: str
) -> None:
    portal.script.append(None)  # The first page is good.
    portal.always[LIST] = fault
    result = motcua("kb", "sync", "--out", "candidate.db")
    assert result.exit_code == 2
    assert said in result.stderr
    assert "No candidate was written" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (home / "candidate.db").exists()
    assert 2 <= len(portal.asked) <= 7
    portal.always.clear()
    portal.asked.clear()
    assert motcua("kb", "sync", "--out", "candidate.db").exit_code == 0
    assert portal.cursors()[0] == portal.recorded.rows[3]["id"]


@pytest.mark.parametrize("fault", [Fault.SCHEMA, Fault.MISSING, Fault.NOT_OK, Fault.CUT])
def test_one_detail_that_stays_broken_is_told_and_what_was_known_of_it_is_kept(motcua: Motcua, portal: PortalReplay, fault: Fault) -> None:
    told(motcua)
    broken = portal.recorded.rows[2]["id"]
    portal.always[broken] = fault
    portal.asked.clear()
    data = told(motcua, "--details", "all", status=1)
    assert [p["place"] for p in data["problems"]] == [f"9.000003 ({broken})"]
    assert data["detailed"] == 8
    assert 2 <= portal.ids().count(broken) <= 12


def test_a_detail_that_is_gone_while_its_row_is_listed_is_doubted(motcua: Motcua, portal: PortalReplay) -> None:
    told(motcua)
    del portal.recorded.details[portal.recorded.rows[0]["id"]]
    data = told(motcua, "--details", "all", status=1)
    assert "no detail any more, though it is listed" in data["problems"][0]["message"]
    assert (data["detailed"], len(data["absent"])) == (8, 2)


def test_a_wall_before_the_details_stops_the_run_and_what_was_read_is_kept(motcua: Motcua, home: Path, portal: PortalReplay) -> None:
    portal.always[portal.recorded.rows[3]["id"]] = Fault.WALL
    result = motcua("kb", "sync", "--out", "candidate.db")
    assert result.exit_code == 2
    assert "shuts us out" in result.stderr
    assert len(portal.ids()) == 3 + 4
    portal.always.clear()
    portal.asked.clear()
    told(motcua, "--out", "candidate.db")
    assert len(portal.ids()) == 7
    assert portal.cursors() == []


def test_details_of_another_form_in_a_row_stop_the_run(motcua: Motcua, home: Path) -> None:
    with PortalReplay(made(30)) as portal:
        portal.always |= {r["id"]: Fault.SCHEMA for r in portal.recorded.rows[5:]}
        result = motcua("kb", "sync", "--base-url", portal.url, "--out", "candidate.db")
    assert result.exit_code == 2
    assert "10 procedures in a row cannot be read; the last, 9.000015: of another form: code: " in result.stderr
    assert not (home / "candidate.db").exists()


def test_details_broken_here_and_there_are_told_however_many_they_are(motcua: Motcua) -> None:
    with PortalReplay(made(24)) as portal:
        portal.always |= {r["id"]: Fault.SCHEMA for r in portal.recorded.rows[::2]}
        data = told(motcua, "--base-url", portal.url, status=1)
    assert (data["detailed"], len(data["problems"])) == (12, 12)


def test_one_code_given_to_two_matters_keeps_both_with_their_details(motcua: Motcua, portal: PortalReplay) -> None:
    twin = row(11, code="9.000001", name="Đăng ký nuôi rùa khác")
    portal.recorded.rows.append(twin)
    portal.recorded.details[twin["id"]] = answer(detail(twin))
    data = told(motcua)
    held = Snapshot(Path(data["candidate"]["path"]))
    kept = [held.procedure(code) for code in ("9.000001", "9.000001-2")]
    held.close()
    assert [p and (p.name, len(p.documents)) for p in kept] == [("Đăng ký nuôi rùa số 1", 1), ("Đăng ký nuôi rùa khác", 1)]


def test_a_portal_that_asks_for_a_long_wait_is_left_in_peace(motcua: Motcua, portal: PortalReplay) -> None:
    portal.retry_after = "3600"
    portal.script.append(Fault.BUSY)
    result = motcua("kb", "sync")
    assert result.exit_code == 2
    assert "asks to wait 3,600 s" in result.stderr
    assert len(portal.asked) == 1


def test_a_list_that_shrank_is_refused(motcua: Motcua, portal: PortalReplay) -> None:
    told(motcua)
    del portal.recorded.rows[5:]
    result = motcua("kb", "sync")
    assert result.exit_code == 2
    assert "the list has 5 procedures, the last one had 10" in result.stderr


def test_a_row_that_cannot_be_read_is_told_and_not_taken_for_gone(
    motcua: Motcua, portal: PortalReplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(motcua, "--out", "live.db")
    monkeypatch.setenv("MOTCUA_KB", "live.db")
    portal.recorded.rows[5] = row(6, categories="Chăn nuôi")
    data = told(motcua, "--out", "candidate.db", status=1)
    assert data["gone"] == []
    assert data["problems"][0]["place"] == "list/00002.json:2"
    assert data["candidate"]["procedures"] == len(OWN) + 10


def test_an_address_that_is_none_and_a_cache_of_another_portal_are_told(motcua: Motcua, home: Path, portal: PortalReplay) -> None:
    for url, said in {"dichvucong.gov.vn": "must begin with http", "http://portal:abc": "no address to ask"}.items():
        result = motcua("kb", "sync", "--cache", "other", "--base-url", url)
        assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    told(motcua, "--cache", "kept")
    result = motcua("kb", "sync", "--cache", "kept", "--base-url", "http://127.0.0.1:9")
    assert result.exit_code == 2
    assert "name another --cache" in result.stderr


def test_runs_clean_killed_ten_times_and_with_a_fifth_of_faults_make_the_same_snapshot(shared: Path, home: Path, few: Path) -> None:
    recorded = Recorded.read(shared / "procedures", details=24, others=16)
    options = ("--out", "candidate.db", "--cache", "cache")
    with PortalReplay(recorded) as clean:
        expected = sync(clean, home / "clean", *options, records=few)
    assert (expected.status, expected.told["detailed"], expected.told["problems"]) == (0, 24, [])
    with PortalReplay(recorded, share=0.2, seed=7) as faulty:
        ended = sync(faulty, home / "faulty", *options, timeout=0.3, records=few)
    assert (ended.status, ended.digest) == (0, expected.digest)
    assert sum(faulty.faults.values()) >= 5
    chance = random.Random(3)
    with PortalReplay(recorded) as dying:
        for kill in range(10):
            killed = (chance.randint(1, 4), list(Moment)[kill % 3])
            assert sync(dying, home / "dying", *options, killed=killed, records=few).status == -signal.SIGKILL
            assert not (home / "dying" / "candidate.db").exists()
        ended = sync(dying, home / "dying", *options, records=few)
    assert (ended.status, ended.digest) == (0, expected.digest)
    assert len(dying.asked) <= len(clean.asked) + 10
    assert {portal.most_at_once for portal in (clean, faulty, dying)} == {1}
