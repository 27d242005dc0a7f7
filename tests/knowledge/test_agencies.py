"""Agencies: cells cut into names, names found in questions, renames by date, groups and their members."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.agencies import Level, canonical, find_agencies, levels_of, members, predecessors, split_agencies, today_name
from knowledge.agency_register import load
from nlp.text import fold, normalize

BEFORE, AFTER = date(2025, 2, 1), date(2026, 1, 1)

CELLS = [
    ("Sở Nội vụ", "Sở Nội vụ"),
    ("Sở Nội vụ; Sở Tài chính", "Sở Nội vụ|Sở Tài chính"),
    ("Sở Nội vụ, Sở Tài chính và Sở Y tế.", "Sở Nội vụ|Sở Tài chính|Sở Y tế"),
    ("Sở Văn hóa, Thể thao và Du lịch, Sở Khoa học và Công nghệ", "Sở Văn hóa, Thể thao và Du lịch|Sở Khoa học và Công nghệ"),
    ("Sở Văn hóa, Thể thao và Du lịch và Sở Y tế", "Sở Văn hóa, Thể thao và Du lịch|Sở Y tế"),
    ("- Bộ Xây dựng; - Bộ Công Thương;\n- UBND các tỉnh/thành phố.", "Bộ Xây dựng|Bộ Công Thương|UBND các tỉnh/thành phố"),
    ("Sở Khoa học và Công nghệ Sở Công Thương", "Sở Khoa học và Công nghệ|Sở Công Thương"),
    ("Các sở, ngành, UBND xã, phường, đặc khu Sở Tài chính", "Các sở, ngành|UBND xã, phường, đặc khu|Sở Tài chính"),
    ("(1) Sở Nội vụ (2) Sở Tài chính", "Sở Nội vụ|Sở Tài chính"),
    ("1. Sở Nội vụ; 2. Sở Y tế", "Sở Nội vụ|Sở Y tế"),
    ("Sở Nội vụ\nSở Tài chính", "Sở Nội vụ|Sở Tài chính"),
    ("Bộ Nông nghiệp và\nMôi trường", "Bộ Nông nghiệp và Môi trường"),
    ("Phòng Nội vụ\nPhòng Văn hóa - Xã hội", "Phòng Nội vụ|Phòng Văn hóa - Xã hội"),
    ("Sở Nội vụ/Sở Tài chính", "Sở Nội vụ|Sở Tài chính"),
    ("SNV, STC", "SNV|STC"),
    ("SỞ NỘI VỤ, SỞ TÀI CHÍNH", "SỞ NỘI VỤ|SỞ TÀI CHÍNH"),
    ("Các Sở: Nội vụ, Tài chính; Công an tỉnh", "Sở Nội vụ|Sở Tài chính|Công an tỉnh"),
    ("Sở Tài chính, Nội vụ, Văn hóa, Thể thao và Du lịch", "Sở Tài chính|Sở Nội vụ|Sở Văn hóa, Thể thao và Du lịch"),
    ("Bộ Công an (Trung tâm Dữ liệu quốc gia)", "Bộ Công an (Trung tâm Dữ liệu quốc gia)"),
    ("Sở Tài chính (phối hợp Sở Nội vụ, Sở Tư pháp)", "Sở Tài chính (phối hợp Sở Nội vụ, Sở Tư pháp)"),
    ("Văn phòng Đoàn ĐBQH và HĐND tỉnh, Sở Tư pháp", "Văn phòng Đoàn ĐBQH và HĐND tỉnh|Sở Tư pháp"),
    ("Ban Quản lý các Khu công nghiệp, khu kinh tế", "Ban Quản lý các Khu công nghiệp, khu kinh tế"),
    ("Các bộ, ngành, địa phương", "Các bộ, ngành, địa phương"),
    (
        "Bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ; Đài Truyền hình Việt Nam",
        "Bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ|Đài Truyền hình Việt Nam",
    ),
    ("Bộ Xây dựng và các bộ, ngành liên quan", "Bộ Xây dựng|các bộ, ngành liên quan"),
    ("Các cơ quan, đơn vị liên quan", "Các cơ quan, đơn vị liên quan"),
    ("Báo và Phát thanh, Truyền hình tỉnh", "Báo và Phát thanh, Truyền hình tỉnh"),
    ("Vụ Khoa học công nghệ, Đào tạo và Môi trường", "Vụ Khoa học công nghệ, Đào tạo và Môi trường"),
    ("Cục trưởng Cục Du lịch", "Cục trưởng Cục Du lịch"),
    ("-", ""),
    ("", ""),
]


@pytest.mark.parametrize(("cell", "names"), CELLS, ids=[cell for cell, _ in CELLS])
def test_a_cell_is_cut_into_its_agencies(cell: str, names: str) -> None:
    assert split_agencies(cell) == tuple(filter(None, names.split("|")))


@given(st.lists(st.sampled_from(sorted(load().agencies)), min_size=1, max_size=4, unique=True), st.sampled_from(["; ", ";\n- ", "\n"]))
def test_names_of_the_register_joined_are_cut_again(names: list[str], joint: str) -> None:
    assert split_agencies(joint.join(names)) == tuple(names)


@given(st.text(max_size=80))
def test_no_cell_breaks_the_cutting(cell: str) -> None:
    assert all(name and name == name.strip() for name in split_agencies(cell))


QUESTIONS = [
    ("Sở Nội vụ còn việc gì quá hạn", "Sở Nội vụ"),
    ("so noi vu con viec gi", "Sở Nội vụ"),
    ("sở nv quý 2", "Sở Nội vụ"),
    ("SNV", "Sở Nội vụ"),
    ("stc quá hạn", "Sở Tài chính"),
    ("việc của Sở KH&CN", "Sở Khoa học và Công nghệ"),
    ("so khcn quy 2", "Sở Khoa học và Công nghệ"),
    ("sở tt&tt", "Sở Thông tin và Truyền thông"),
    ("sở nn & mt", "Sở Nông nghiệp và Môi trường"),
    ("bộ tttt", "Bộ Thông tin và Truyền thông"),
    ("phối hợp với sở văn hóa, thể thao và du lịch", "Sở Văn hóa, Thể thao và Du lịch"),
    ("so gddt va so y te", "Sở Giáo dục và Đào tạo|Sở Y tế"),
    ("van phong ubnd tinh chu tri viec gi", "Văn phòng Ủy ban nhân dân tỉnh"),
    ("công an tỉnh", "Công an tỉnh"),
    ("số việc quá hạn", ""),
    ("ai chủ trì nhiệm vụ 12", ""),
]


@pytest.mark.parametrize(("question", "names"), QUESTIONS)
def test_a_question_names_its_agencies(question: str, names: str) -> None:
    text = normalize(question)
    found = find_agencies(text)
    assert [mention.name for mention in found] == list(filter(None, names.split("|")))
    assert all(text[mention.start : mention.end].strip() for mention in found)


@given(st.sampled_from(sorted(load().agencies)))
def test_every_agency_is_found_by_its_name_with_and_without_marks(name: str) -> None:
    assert [mention.name for mention in find_agencies(normalize(name))] == [name]
    assert [mention.name for mention in find_agencies(fold(normalize(name)))] == [name]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Sở TT&TT", "Sở Khoa học và Công nghệ"),
        ("Sở KH&ĐT", "Sở Tài chính"),
        ("Sở Lao động - Thương binh và Xã hội", "Sở Nội vụ"),
        ("Sở GTVT", "Sở Xây dựng"),
        ("Sở TN&MT", "Sở Nông nghiệp và Môi trường"),
        ("Sở NN&PTNT", "Sở Nông nghiệp và Môi trường"),
        ("Bộ Thông tin và Truyền thông", "Bộ Khoa học và Công nghệ"),
        ("UBND cấp huyện", "Ủy ban nhân dân xã, phường, đặc khu"),
    ],
)
def test_a_rename_counts_from_its_day(old: str, new: str) -> None:
    assert today_name(old, AFTER) == new
    assert today_name(old, BEFORE) == canonical(old) != new


def test_an_agency_of_the_same_name_knows_what_it_took_over() -> None:
    assert predecessors("Sở Tài chính", AFTER) == ("Sở Kế hoạch và Đầu tư",)
    assert predecessors("Sở Tài chính", BEFORE) == ()


def test_an_unknown_agency_keeps_its_name() -> None:
    assert today_name("Trung tâm Chiếu phim", AFTER) == "Trung tâm Chiếu phim"
    assert canonical("Trung tâm Chiếu phim") is None


def test_a_province_after_the_name_does_not_matter() -> None:
    assert canonical("Sở Tài chính tỉnh Đồng Nai") == canonical("sở tài chính") == "Sở Tài chính"


@pytest.mark.parametrize(
    ("group", "levels"),
    [
        ("Các sở, ban, ngành", {Level.DEPARTMENT}),
        ("Các sở, ban, ngành tỉnh", {Level.DEPARTMENT}),
        ("UBND các xã, phường", {Level.COMMUNE}),
        ("UBND các phường xã", {Level.COMMUNE}),
        ("UBND xã, phường, đặc khu", {Level.COMMUNE}),
        ("các bộ, cơ quan ngang bộ", {Level.MINISTRY}),
        ("Các Bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ", {Level.MINISTRY, Level.GOVERNMENT}),
        ("Các bộ, ngành, địa phương", {Level.MINISTRY, Level.PROVINCE}),
        ("UBND các tỉnh/thành phố", {Level.PROVINCE}),
        ("Các cơ quan, đơn vị liên quan", set()),
        ("Cơ quan liên quan", set()),
        ("Sở Nội vụ", set()),
        ("UBND tỉnh", set()),
    ],
)
def test_a_group_stands_for_levels(group: str, levels: set[Level]) -> None:
    assert levels_of(group) == levels


def test_a_group_has_the_members_of_its_day() -> None:
    assert "Sở Kế hoạch và Đầu tư" in members("Các sở, ban, ngành", BEFORE)
    assert "Sở Kế hoạch và Đầu tư" not in members("Các sở, ban, ngành", AFTER)
    assert "Sở Tài chính" in members("Các sở, ban, ngành", AFTER)
    assert members("Sở Nội vụ", AFTER) == ()
