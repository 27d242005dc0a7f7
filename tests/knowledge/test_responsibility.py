"""Whom a cell's wording means."""

import pytest

from knowledge.responsibility import helps, leads
from knowledge.tasks import TaskQuery, lay_out, look_up, stand
from tests.plans import TODAY, plan, task


@pytest.mark.parametrize(
    ("written", "agency", "meant"),
    [
        ("Sở Nội vụ", "Sở Nội vụ", True),
        ("SNV", "Sở Nội vụ", True),
        ("Sở Nội vụ", "snv", True),
        ("Sở Tài chính", "Sở Nội vụ", False),
        ("UBND các xã, phường", "UBND xã", True),
        ("Các sở, ban, ngành", "các sở", True),
        ("Các bộ, ngành", "các sở", False),
        ("UBND xã Ea Kar", "UBND các xã, phường", False),
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


def test_a_look_up_and_the_list_of_ones_own_tasks_agree_on_who_is_meant() -> None:
    """What /viec lists is what /nhiemvu finds, whatever the wording of the lead."""
    written = (
        "Sở Nội vụ", "SNV", "Các sở, ban, ngành", "các sở, ban, ngành cấp tỉnh", "UBND các xã, phường", "UBND xã Ea Kar", "Các bộ, ngành",
        "Sở Thông tin và Truyền thông", "Các sở, ban, ngành; UBND các xã, phường", "Tổ công tác Đề án 06", "Công an tỉnh",
    )  # fmt: skip
    asking = (*written, "UBND xã Cư Yang", "các sở ngành", "Bộ Tài chính", "Sở Khoa học và Công nghệ", "Sở Y tế")
    held = plan(*(task(str(no), lead=(lead,)) for no, lead in enumerate(written, 1)))
    standing = stand(lay_out((held,)))
    for agency in asking:
        mine = {one.no for one in held.tasks if leads(one, agency, TODAY)}
        found = look_up(standing, TaskQuery(agency=agency), TODAY).tasks
        assert {one.entry.task.no for one in found} == mine, agency
