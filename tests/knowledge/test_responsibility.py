"""Whom a cell's wording means."""

from datetime import date

import pytest

from knowledge.agencies import covers
from knowledge.responsibility import concerns, helps, leads
from tests.plans import TODAY, task


@pytest.mark.parametrize(
    ("written", "agency", "meant"),
    [
        ("Sở Nội vụ", "Sở Nội vụ", True),
        ("SNV", "Sở Nội vụ", True),
        ("Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ", True),
        ("Các sở, ban, ngành", "Sở Y tế", True),
        ("Các bộ, ngành", "Sở Y tế", False),
        ("Phòng Cải cách hành chính", "phòng cải cách hành chính", True),
        ("Phòng Cải cách hành chính", "Phòng Tổ chức", False),
        ("UBND các xã, phường", "UBND xã Ea Kar", True),
        ("UBND xã Ea Kar", "UBND xã Ea Kar", True),
        ("UBND xã Ea Kar", "UBND xã Cư Yang", False),
        ("Sở Y tế", "", False),
    ],
)
def test_an_agency_is_meant_by_name_by_an_old_name_or_through_a_group(written: str, agency: str, meant: bool) -> None:
    assert leads(task(lead=(written,)), agency, TODAY) is meant


def test_who_leads_does_not_also_help() -> None:
    both = task(lead=("Sở Y tế",), partners=("Các sở, ban, ngành",))
    assert (leads(both, "Sở Y tế", TODAY), helps(both, "Sở Y tế", TODAY)) == (True, False)
    assert (leads(both, "Sở Nội vụ", TODAY), helps(both, "Sở Nội vụ", TODAY)) == (False, True)


def test_of_agencies_that_the_register_holds_it_says_what_the_register_says() -> None:
    names = ("Sở Nội vụ", "Sở TT&TT", "Công an tỉnh", "Các sở, ngành", "UBND tỉnh", "Bộ Nội vụ", "Các bộ, ngành, địa phương")
    for on in (date(2024, 6, 1), TODAY):
        for written in names:
            for agency in ("Sở Nội vụ", "Sở Khoa học và Công nghệ", "Công an tỉnh", "Bộ Nội vụ"):
                assert concerns(written, agency, on) == covers(written, agency, on), (written, agency, on)
