"""Annexes as odd as offices make them: no row lost, none invented, the same from every form of file."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from knowledge.records import Task
from knowledge.sources.annex import Annex, read_plan
from nlp.dates import Kind
from tests.annex_files import WRITERS, Area, Grid

FORMS = (".xlsx", ".docx", ".html", ".pdf", ".csv", ".md")
MERGING = (".xlsx", ".docx", ".html", ".pdf")


@dataclass(frozen=True)
class Odd:
    """An annex, its cells apart by "|", and its tasks: number, task, leads, partners, due and what it means."""

    name: str
    lines: tuple[str, ...]
    tasks: tuple[str, ...]
    merged: tuple[Area, ...] = ()
    title: tuple[str, ...] = ()
    forms: tuple[str, ...] = FORMS


ODD = (
    Odd(
        "no number, due before task, a heading of two rows",
        (
            "Thời hạn | | Nhiệm vụ, giải pháp cụ thể | Trách nhiệm | | Sản phẩm đầu ra dự kiến",
            "Bắt đầu | Kết thúc | | Chủ trì | Phối hợp |",
            "01/2026 | 30/6 | Cắt giảm giấy phép | Sở Công Thương | Sở Tư pháp; Sở Tài chính | Báo cáo",
            "02/2026 | Trước ngày 15 tháng 9 năm 2026 | Lập đề án | Sở Xây dựng | Như trên | Đề án",
            "| Quý II-III/2026 | Số hóa kho lưu trữ | Như trên | | Kho số",
        ),
        (
            "1|Cắt giảm giấy phép|Sở Công Thương|Sở Tư pháp; Sở Tài chính|30/6|day 2026-06-30",
            "2|Lập đề án|Sở Xây dựng|Sở Tư pháp; Sở Tài chính|Trước ngày 15 tháng 9 năm 2026|day 2026-09-15",
            "3|Số hóa kho lưu trữ|Sở Xây dựng||Quý II-III/2026|range 2026-09-30",
        ),
        ((0, 0, 0, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5)),
        ("PHỤ LỤC I", "NHIỆM VỤ TRỌNG TÂM NĂM 2026"),
    ),
    Odd(
        "letters and roman numbers that restart, a lead over two rows",
        (
            "TT | Tên nhiệm vụ | ĐƠN VỊ CHỦ TRÌ | ĐƠN VỊ PHỐI HỢP | THỜI HẠN TRÌNH | GHI CHÚ",
            "A | KHỐI SỞ, NGÀNH | | | |",
            "I | Lĩnh vực nội vụ | | | |",
            "1 | Sắp xếp tổ chức | Sở Nội vụ | Các sở, ban, ngành | Hằng năm |",
            "2 | Tinh gọn đầu mối | | UBND các xã, phường | 6 tháng đầu năm 2026 |",
            "B | KHỐI XÃ, PHƯỜNG | | | |",
            "I | Hành chính công | | | |",
            "1 | Niêm yết công khai | UBND các xã, phường | Công an xã | Thường xuyên |",
            "2 | Tiếp nhận phản ánh | UBND các xã, phường | | Khi có phát sinh |",
        ),
        (
            "1|Sắp xếp tổ chức|Sở Nội vụ|Các sở, ban, ngành|Hằng năm|recurring",
            "2|Tinh gọn đầu mối|Sở Nội vụ|UBND các xã, phường|6 tháng đầu năm 2026|half 2026-06-30",
            "1|Niêm yết công khai|UBND các xã, phường|Công an xã|Thường xuyên|recurring",
            "2|Tiếp nhận phản ánh|UBND các xã, phường||Khi có phát sinh|event",
        ),
        ((3, 2, 4, 2),),
    ),
    Odd(
        "a ministry's wording, who is answerable beside who does it",
        (
            "Số TT | Nội dung giao | Cơ quan, đơn vị thực hiện | Đơn vị cùng tham gia | Mốc hoàn thành | Lãnh đạo Bộ phụ trách | Hình thức",
            "1. | Hoàn thiện nghị định | Cục Chuyển đổi số; Vụ Pháp chế | Các đơn vị liên quan | Tháng 12/2026 | Thứ trưởng A | NĐ",
            "2. | Xây dựng thông tư | Vụ Pháp chế | nt | Quý IV năm 2026 | Thứ trưởng B | Thông tư",
            "3. | Tổ chức thi tuyển | Vụ Tổ chức cán bộ | | Đến hết năm 2027 | |",
        ),
        (
            "1|Hoàn thiện nghị định|Cục Chuyển đổi số; Vụ Pháp chế|Các đơn vị liên quan|Tháng 12/2026|month 2026-12-31",
            "2|Xây dựng thông tư|Vụ Pháp chế|Các đơn vị liên quan|Quý IV năm 2026|quarter 2026-12-31",
            "3|Tổ chức thi tuyển|Vụ Tổ chức cán bộ||Đến hết năm 2027|year 2027-12-31",
        ),
    ),
    Odd(
        "years that are ticked",
        (
            "TT | Nhiệm vụ | Chủ trì | Lộ trình thực hiện | | |",
            "| | | 2026 | 2027 | 2028 | 2029",
            "1 | Xây dựng nền tảng số | Bộ Khoa học và Công nghệ | x | x | |",
            "2 | Đánh giá giữa kỳ | Bộ Tài chính | | | x |",
        ),
        (
            "1|Xây dựng nền tảng số|Bộ Khoa học và Công nghệ||2026, 2027|range 2027-12-31",
            "2|Đánh giá giữa kỳ|Bộ Tài chính||2028|year 2028-12-31",
        ),
        ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 6)),
    ),
    Odd(
        "roles in brackets, a document that gave the task, a code for a number",
        (
            "Mã nhiệm vụ | Đơn vị đầu mối | Nhiệm vụ được giao | Hạn xử lý | Văn bản giao | Tình trạng",
            "NV-01 | Sở NN&MT, Sở KH&CN và Công an tỉnh | Làm sạch dữ liệu | 30-06-2026 | QĐ số 55/QĐ-UBND ngày 03/02/2026 | Đang làm",
            "NV-02 | Sở Giáo dục và Đào tạo (chủ trì), Sở Y tế (phối hợp) | Học bạ số | 25 hàng tháng | |",
            "NV-03 | Giao Sở Tư pháp chủ trì, phối hợp với Công an tỉnh | Hộ tịch số | Theo tiến độ của Trung ương | |",
        ),
        (
            "NV-01|Làm sạch dữ liệu|Sở NN&MT; Sở KH&CN; Công an tỉnh||30-06-2026|day 2026-06-30",
            "NV-02|Học bạ số|Sở Giáo dục và Đào tạo|Sở Y tế|25 hàng tháng|recurring",
            "NV-03|Hộ tịch số|Sở Tư pháp|Công an tỉnh|Theo tiến độ của Trung ương|event",
        ),
    ),
    Odd(
        "a heading said again, numbers of columns, a sum and a signature",
        (
            "STT | NỘI DUNG NHIỆM VỤ | CƠ QUAN CHỦ TRÌ | CƠ QUAN PHỐI HỢP | THỜI GIAN THỰC HIỆN | KẾT QUẢ/SẢN PHẨM",
            "1 | 2 | 3 | 4 | 5 | 6",
            "1 | Kiểm tra công vụ | Sở Nội vụ | Thanh tra tỉnh | Tháng 5/2026 | Kết luận",
            "STT | NỘI DUNG NHIỆM VỤ | CƠ QUAN CHỦ TRÌ | CƠ QUAN PHỐI HỢP | THỜI GIAN THỰC HIỆN | KẾT QUẢ/SẢN PHẨM",
            "2 | Khảo sát hài lòng | Sở Nội vụ | MTTQ tỉnh | Quý III, IV/2026 | Báo cáo",
            "Tổng cộng: 2 nhiệm vụ | | | | |",
            "Nơi nhận: lưu VT | | | | | CHỦ TỊCH",
        ),
        (
            "1|Kiểm tra công vụ|Sở Nội vụ|Thanh tra tỉnh|Tháng 5/2026|month 2026-05-31",
            "2|Khảo sát hài lòng|Sở Nội vụ|MTTQ tỉnh|Quý III, IV/2026|range 2026-12-31",
        ),
    ),
    Odd(
        "an area and a due date over several rows",
        (
            "Lĩnh vực | Nhiệm vụ | Chủ trì | Thời hạn",
            "Nội vụ | Việc thứ nhất | Sở Nội vụ | 30/9/2026",
            "| Việc thứ hai | Sở Tài chính |",
            "Y tế | Việc thứ ba | Sở Y tế | Chậm nhất 31/12/2026",
        ),
        (
            "1|Việc thứ nhất|Sở Nội vụ||30/9/2026|day 2026-09-30",
            "2|Việc thứ hai|Sở Tài chính||30/9/2026|day 2026-09-30",
            "3|Việc thứ ba|Sở Y tế||Chậm nhất 31/12/2026|day 2026-12-31",
        ),
        ((1, 0, 2, 0), (1, 3, 2, 3)),
    ),
    Odd(
        "bare numbers of quarters under a heading that says so",
        (
            "STT | Nhiệm vụ/Giải pháp | Cơ quan chủ trì/thực hiện | Thời gian thực hiện (Quý) | Kinh phí (triệu đồng)",
            "1 | Việc thứ nhất | Sở Nội vụ/Sở Tài chính | I | 500",
            "2 | Việc thứ hai | Sở Y tế | II-III | 1.200",
            "3 | Việc thứ ba | Sở Y tế | Cả 4 quý | 2026",
        ),
        (
            "1|Việc thứ nhất|Sở Nội vụ; Sở Tài chính||I|quarter 2026-03-31",
            "2|Việc thứ hai|Sở Y tế||II-III|range 2026-09-30",
            "3|Việc thứ ba|Sở Y tế||Cả 4 quý|event",
        ),
        (),
        ("KẾ HOẠCH NĂM 2026",),
    ),
    Odd(
        "a calendar of three columns, a day that does not exist",
        ("Nhiệm vụ | Đơn vị | Ngày", "Báo cáo sơ kết | Sở Nội vụ | 5/1", "Nộp hồ sơ | Sở Tư pháp | 31/11/2026"),
        ("1|Báo cáo sơ kết|Sở Nội vụ||5/1|day 2026-01-05", "2|Nộp hồ sơ|Sở Tư pháp||31/11/2026|event"),
        (),
        ("LỊCH CÔNG TÁC NĂM 2026",),
    ),
    Odd(
        "areas over the heading, a remark under the table",
        (
            "I. NHIỆM VỤ CHUNG | | |",
            "STT | Nội dung | Đơn vị thực hiện | Thời hạn",
            "1 | Việc thứ nhất | Phòng VHXH | 10/2026",
            "2 | Việc thứ hai | Công an xã; Trạm Y tế xã | 11/2026",
            "II. NHIỆM VỤ RIÊNG | | |",
            "3 | Việc thứ ba | Trường THCS Nguyễn Du | 12/2026",
            "Ghi chú: Các đơn vị báo cáo trước ngày 25 hàng tháng. | | |",
        ),
        (
            "1|Việc thứ nhất|Phòng VHXH||10/2026|month 2026-10-31",
            "2|Việc thứ hai|Công an xã; Trạm Y tế xã||11/2026|month 2026-11-30",
            "3|Việc thứ ba|Trường THCS Nguyễn Du||12/2026|month 2026-12-31",
        ),
        ((0, 0, 0, 3), (4, 0, 4, 3), (6, 0, 6, 3)),
        (),
        MERGING,
    ),
)


def written(odd: Odd, form: str, folder: Path) -> Annex:
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in odd.lines]
    width = max(map(len, rows))
    path = folder / f"phu_luc{form}"
    WRITERS[form](Grid(tuple(row + ("",) * (width - len(row)) for row in rows), odd.merged, odd.title), path)
    return read_plan(path)


def told(task: Task) -> str:
    period = task.due_period
    assert period is not None
    meant = f"{period.kind.value} {period.end or ''}".strip() if period.kind is not Kind.EVENT else "event"
    return "|".join((task.no, task.description, "; ".join(task.lead), "; ".join(task.partners), task.due, meant))


@pytest.mark.parametrize(
    ("odd", "form"), [(odd, form) for odd in ODD for form in odd.forms], ids=lambda value: getattr(value, "name", value)
)
def test_an_odd_annex_loses_no_row_and_invents_none(odd: Odd, form: str, tmp_path: Path) -> None:
    assert [told(task) for task in written(odd, form, tmp_path).tasks] == list(odd.tasks)


@pytest.mark.parametrize("form", FORMS)
def test_days_and_documents_of_tasks_are_not_the_plans(form: str, tmp_path: Path) -> None:
    """Nothing in the file tells when the plan was issued: a due date stands in its first row, and the paper that gave the task."""
    odd = Odd(
        "",
        (
            "TT | Nhiệm vụ | Chủ trì | Văn bản giao | Thời hạn",
            "1 | Rà soát | Sở Nội vụ | Quyết định số 55/QĐ-UBND ngày 03/02/2025 | ngày 15 tháng 9 năm 2026",
            "2 | Báo cáo | Sở Nội vụ | | Trước ngày 30/9/2026",
        ),
        (),
    )
    read = written(odd, form, tmp_path)
    assert (read.number, read.issued, read.year) == ("", None, None)
    assert len(read.tasks) == 2


@pytest.mark.parametrize(
    ("line", "issued"),
    [
        ("Các đơn vị hoàn thành trước ngày 30 tháng 6 năm 2026", None),
        ("(Số liệu báo cáo đến ngày 15 tháng 11 năm 2025)", None),
        ("Đắk Lắk, ngày 05 tháng 01 năm 2026", date(2026, 1, 5)),
        ("(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/01/2026 của UBND tỉnh; báo cáo trước ngày 15/12/2026)", date(2026, 1, 5)),
    ],
)
def test_the_day_of_issue_is_no_day_by_which_something_is_due(line: str, issued: date | None, tmp_path: Path) -> None:
    odd = Odd("", ("TT | Nhiệm vụ | Chủ trì | Thời hạn", "1 | Rà soát | Sở Nội vụ | Quý I/2026"), (), title=("DANH MỤC NHIỆM VỤ", line))
    assert written(odd, ".xlsx", tmp_path).issued == issued
