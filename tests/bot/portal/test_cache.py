"""The answers kept as files."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.portal.cache import Cache, CacheError, write
from tests.bot.portal.test_planning import row

URL, DAY = "https://portal.example", date(2026, 11, 25)


def test_a_run_that_was_broken_off_is_gone_on_with_and_a_finished_one_is_not(tmp_path: Path) -> None:
    with Cache(tmp_path, URL) as cache:
        first = cache.begin(DAY, None)
        first.keep_page(1, "một")
        first.keep_page(2, "hai")
    with Cache(tmp_path, URL) as cache:
        again = cache.begin(DAY + timedelta(days=3), None)
        assert again == first
        assert again.pages() == ["một", "hai"]
        again.finish(2)
        assert cache.begin(DAY, None).number == 2


@pytest.mark.parametrize(("days", "limit"), [(4, None), (0, 5)])
def test_an_old_list_or_another_limit_begins_a_new_run_and_keeps_the_details(tmp_path: Path, days: int, limit: int | None) -> None:
    with Cache(tmp_path, URL) as cache:
        cache.begin(DAY, None).keep_detail(row(1), "{}")
        run = cache.begin(DAY + timedelta(days=days), limit)
        assert (run.number, run.pages()) == (2, [])
        assert cache.details()["id-1"].day == DAY


def test_of_a_detail_the_latest_counts_and_tidying_leaves_it_alone(tmp_path: Path) -> None:
    with Cache(tmp_path, URL) as cache:
        first = cache.begin(DAY, None)
        first.keep_detail(row(1), "cũ")
        first.keep_detail(row(2), "giữ")
        first.finish(2)
        second = cache.begin(DAY + timedelta(days=9), None)
        second.keep_detail(row(1, digest="e"), "mới")
        (second.folder / ".half.json.part").write_text("nử")
        kept = cache.details()
        assert (kept["id-1"].digest, kept["id-1"].run, kept["id-1"].day) == ("e", 2, DAY + timedelta(days=9))
        cache.tidy(kept.values())
        left = sorted(path.read_text(encoding="utf-8") for path in tmp_path.rglob("id-*.json"))
        assert left == ["giữ", "mới"]
        assert not list(tmp_path.rglob("*.part"))


def test_the_last_whole_list_before_is_remembered_and_a_trial_is_not(tmp_path: Path) -> None:
    with Cache(tmp_path, URL) as cache:
        for limit, count in ((None, 100), (5, 5)):
            cache.begin(DAY, limit).finish(count)
        run = cache.begin(DAY, None)
        assert cache.listed_before(run) == 100


def test_two_syncs_do_not_share_a_cache_at_one_time(tmp_path: Path) -> None:
    with Cache(tmp_path, URL), pytest.raises(CacheError, match="another 'motcua kb sync' is at work"):
        Cache(tmp_path, URL)
    Cache(tmp_path, URL).close()


def test_a_cache_of_another_portal_is_refused(tmp_path: Path) -> None:
    with Cache(tmp_path, "https://mistyped.example") as cache:
        cache.begin(DAY, None)
    with Cache(tmp_path, URL) as cache:
        cache.begin(DAY, None).keep_page(1, "{}")
    with pytest.raises(CacheError, match=r"holds answers of https://portal.example, not of https://other"):
        Cache(tmp_path, "https://other.example")
    Cache(tmp_path, URL).close()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"day": "hôm nay", "limit": null}', "{}"])
def test_a_damaged_run_is_named(tmp_path: Path, text: str) -> None:
    with Cache(tmp_path, URL) as cache:
        run = cache.begin(DAY, None)
        (run.folder / "run.json").write_text(text, encoding="utf-8")
        with pytest.raises(CacheError, match=r"run\.json: damaged"):
            cache.begin(DAY, None)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write(tmp_path / "deep" / "a.json", "cũ\r\n")
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path / "deep" / "a.json", "mới \ud800")
    assert (tmp_path / "deep" / "a.json").read_bytes() == "cũ\r\n".encode()
