"""Questions about places and agencies that are no more: alone, beside a procedure, or not at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.agency_register import load as register
from knowledge.agency_today import Renamed, find_renamed
from knowledge.placed import Ambiguous, DistrictOnly, Moved, ProvinceMerged, Unchanged
from knowledge.whereabouts import AboutToday, asked, became

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("phường Bến Nghé quận 1 cũ giờ nộp ở đâu", Moved),
        ("xã Tân Hiệp huyện Phú Giáo sáp nhập thành gì", Moved),
        ("xa tan hiep huyen phu giao sap nhap thanh gi", Moved),
        ("Bình Dương giờ thuộc tỉnh nào", ProvinceMerged),
        ("phường Bến Nghé giờ là phường nào", Moved),
        ("Bến Nghé giờ là phường nào", Moved),
        ("Củ Chi giờ gồm những xã nào", DistrictOnly),
        ("huyện Châu Thành giờ thuộc đâu", Ambiguous),
        ("Hà Nội có sáp nhập không", Unchanged),
        ("phường 22 quận bình thạnh", Moved),
        ("Sở Kế hoạch và Đầu tư giờ là gì", Renamed),
        ("sở LĐTBXH giờ ở đâu", Renamed),
        ("so ldtbxh gio o dau", Renamed),
        ("phòng tài nguyên huyện giờ là gì", Renamed),
        ("ủy ban nhân dân huyện giờ ở đâu", Renamed),
    ],
)
def test_a_question_about_a_place_alone_is_answered_alone(said: str, kind: type) -> None:
    told = asked(said, "", TODAY)
    assert told is not None
    assert (type(told.about), told.alone) == (kind, True)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("làm khai sinh ở xã Nhuận Đức huyện Củ Chi cũ", Moved),
        ("đăng ký kết hôn ở xã Tân Phú Trung huyện Củ Chi", Moved),
        ("nhà tôi ở phường 22 bình thạnh, làm sổ đỏ ở đâu", Moved),
        ("đăng ký tạm trú ở Bình Dương", ProvinceMerged),
        ("dang ky tam tru o binh duong", ProvinceMerged),
        ("làm cccd ở huyện hoài đức", DistrictOnly),
        ("còn ở quận 3 thì sao", DistrictOnly),
        ("giấy khai sinh của tôi ghi xã Minh Tân cũ, giờ sửa ở đâu", Ambiguous),
        ("đổi giấy phép lái xe ở sở GTVT", Renamed),
        ("xin giấy xác nhận độc thân ở ubnd huyện", Renamed),
    ],
)
def test_a_place_beside_a_procedure_is_told_beside_it(said: str, kind: type) -> None:
    told = asked(said, "", TODAY)
    assert told is not None
    assert (type(told.about), told.alone) == (kind, False)


@pytest.mark.parametrize(
    "said",
    [
        "đăng ký khai sinh",
        "bảo hiểm xã hội một lần",
        "sáp nhập tỉnh rồi có phải đổi cccd không",
        "chia, tách, hợp nhất, sáp nhập tổ chức",
        "đổi tên trường trung cấp",
        "giấy tờ gửi về xã quê được không",
        "đăng ký kết hôn ở Hà Nội",
        "đăng ký kết hôn ở Gia Lai",
        "sở nội vụ ở đâu",
        "",
    ],
)
def test_nothing_is_said_where_nothing_needs_saying(said: str) -> None:
    assert asked(said, "", TODAY) is None


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("làm khai sinh ở xã Tân Phú Trung huyện Củ Chi cũ cần giấy tờ gì", "làm khai sinh cần giấy tờ gì"),
        ("Đăng ký kết hôn tại phường Sài Gòn, TP.HCM", "đăng ký kết hôn"),
        ("mất 1.001193 ở quận 3?", "mất 1.001193"),
        ("đăng ký tạm trú ở Bình Dương", "đăng ký tạm trú ở Bình Dương"),
    ],
)
def test_the_procedure_is_looked_for_without_the_names_of_communes(said: str, rest: str) -> None:
    told = asked(said, "", TODAY)
    assert told is not None
    assert told.rest == rest


@pytest.mark.parametrize(
    ("said", "new", "level"),
    [
        ("Sở Kế hoạch và Đầu tư giờ là gì", "Sở Tài chính", "cấp tỉnh"),
        ("sở lđtbxh", "Sở Nội vụ", "cấp tỉnh"),
        ("sở tnmt", "Sở Nông nghiệp và Môi trường", "cấp tỉnh"),
        ("Sở GTVT", "Sở Xây dựng", "cấp tỉnh"),
        ("STTTT", "Sở Khoa học và Công nghệ", "cấp tỉnh"),
        ("Bộ TT&TT", "Bộ Khoa học và Công nghệ", "cấp bộ"),
        ("ubnd huyện", "Ủy ban nhân dân xã, phường, đặc khu", "cấp xã"),
    ],
)
def test_an_agency_is_told_by_todays_name_level_date_and_source(said: str, new: str, level: str) -> None:
    told = find_renamed(said, TODAY)
    assert told is not None
    assert (told.new, told.level) == (new, level)
    assert told.on <= TODAY
    assert told.source


def test_an_office_of_a_district_leads_to_the_commune() -> None:
    for said in ("phòng tài nguyên huyện", "phong tai nguyen moi truong", "phòng tư pháp quận 3", "phòng LĐTBXH"):
        told = find_renamed(said, TODAY)
        assert told is not None
        assert "cấp xã" in told.new


def test_before_its_day_an_agency_bears_its_name() -> None:
    assert find_renamed("sở kế hoạch và đầu tư", date(2025, 2, 28)) is None
    assert find_renamed("phòng tư pháp huyện", date(2025, 6, 30)) is None


def test_every_rename_of_the_register_is_told() -> None:
    for old, rename in register().renames.items():
        told = find_renamed(old, TODAY)
        assert told is not None, old
        assert (told.old, told.new, told.on) == (old, rename.new, rename.on)


def test_matters_that_went_elsewhere_belong_to_agencies_that_ended() -> None:
    from knowledge.agency_today import _file

    assert _file().elsewhere.keys() <= register().renames.keys()


def test_an_address_matters_more_than_an_agency_in_it() -> None:
    assert isinstance(became("ubnd phường Bến Nghé quận 1", "", TODAY), Moved)
    assert isinstance(became("ubnd huyện Củ Chi", "", TODAY), Renamed | DistrictOnly)


@given(st.text(max_size=80))
def test_any_text_may_be_asked(text: str) -> None:
    said = asked(text, "", TODAY)
    assert said is None or isinstance(said.about, AboutToday)
    assert isinstance(became(text, "Huế", TODAY), AboutToday)
