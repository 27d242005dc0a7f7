"""Whether a free text is about the tasks of plans: told only where it is clear, so that no citizen's question is taken away."""

import re

from knowledge.agencies import find_agencies
from nlp.text import fold, normalize

LONGEST = 300
"""Letters of a look-up; what is longer is a story, and stories are citizens'."""
_CITIZEN = re.compile(
    r"(?<!\w)(?:ho so|giay (?:to|phep|chung|khai)|thu tuc(?! hanh chinh)|dang ky|cap (?:lai|moi|doi|giay|the|phieu|so)|xin|nop|le phi|phi|"
    r"mat bao nhieu|bao nhieu tien|can cuoc|cccd|ho chieu|so do|(?:cua|cho|nha) (?:toi|em|minh|con|chau|ban)|"
    r"(?<!ngay )(?<!tuan )(?<!thang )(?<!quy )(?<!nam )toi|em|chong|vo|bo me|con (?:toi|em)|"
    r"che do|tai nan|khieu nai|to cao|tro cap|luong huu|bang lai|gplx|visa|ket hon|ly hon|"
    r"tuyen dung|viec lam|xin viec|thi tuyen|hop dong|o dau|lam viec|may gio|"
    r"dia chi|so dien thoai)(?!\w)"
)
_PERIOD = (
    r"(?:(?:thang|quy|tuan|nam) (?:nay|sau|toi|truoc|\d+|[iv]+(?!\w))|(?:thang|quy) ?\d|"
    r"hom nay|ngay mai|\d+ (?:ngay|tuan|thang) (?:toi|nua|sap)|"
    r"\d{1,2}/\d{1,2}|6 thang|cuoi nam|q[1-4](?!\w)|t\d)"
)
_STATUS = (
    r"(?:qua han|tre han|cham tien do|sap den han|sap het han|den han|toi han|chua (?:xong|lam|hoan thanh)|(?:da )?hoan thanh|"
    r"dung han|trong han|con han)"
)
_CLEAR = re.compile(
    r"(?<!\w)(?:"
    r"(?:ke hoach|chuong trinh|kh) (?:cai cach hanh chinh |cchc )?(?:so |nam )?(?:\d{3,5}(?!\w)|\d+/(?:qd|kh|nq))"
    r"|(?:quyet dinh|qd) (?:so )?\d+(?:/\w[\w-]*)? (?:co |gom )?(?:may |nhung |cac )?(?:linh vuc|chi tieu|muc tieu|nhiem vu)"
    r"|(?:linh vuc|chi tieu|muc tieu|nhiem vu)\b.{0,40} (?:ke hoach|quyet dinh|chuong trinh|qd) (?:so |nam )?\d{3,}"
    r"|(?:sipas|papi|pci|par index|ict index|dti)(?!\w).{0,40}(?:han|bao cao|nhiem vu|chi tieu|muc tieu|ai |viec)"
    r"|(?:han|bao cao|nhiem vu|chi tieu|muc tieu|viec)\b.{0,40} (?:sipas|papi|pci|par index|ict index|dti)(?!\w)"
    r"|(?:nhiem vu|nv) (?:so )?(?:[ivx]+\.)?\d+(?!\w| (?:ngay|thang|nam|tuoi))"
    r")"
)
_WORDED = re.compile(
    r"(?<!\w)(?:"
    rf"(?:nhiem vu|dau viec)\b.{{0,60}}(?:@|{_STATUS}|{_PERIOD}|chu tri|phoi hop)|"
    rf"(?:@|{_STATUS}|{_PERIOD}).{{0,60}}(?:nhiem vu|dau viec)(?!\w)"
    rf"|@.{{0,25}}(?:nhiem vu|dau viec)(?!\w)"
    rf"|@ (?:con |co |phai lam |can lam |dang )*(?:nhung |cac )?viec (?:gi|nao|{_PERIOD}|{_STATUS})"
    rf"|viec (?:gi |nao )?(?:{_PERIOD}|{_STATUS}|can lam|phai lam).{{0,30}}@|viec cua @.{{0,30}}(?:{_PERIOD}|{_STATUS}|gi|nao)"
    rf"|viec (?:gi |nao )?(?:dang |da |bi )*(?:{_STATUS})(?!\w)"
    r"|(?:@|ai|co quan nao|don vi nao) (?:duoc giao )?chu tri|chu tri .{0,30}@"
    r"|phoi hop (?:voi|cung) @|@ phoi hop"
    r"|nhiem vu (?:nao )?(?:ve|lien quan|thuoc linh vuc) "
    r"|(?:chi tieu|muc tieu)\b.{0,30}(?:cai cach|ke hoach|thu tuc hanh chinh|chinh quyen|chinh phu|chuyen doi so|dich vu cong|100)"
    r")"
)


def about_tasks(text: str) -> bool:
    """Whether `text` asks about tasks or plans of administrative reform, and surely about nothing of a citizen's own."""
    clean = normalize(text)
    if not clean or len(clean) > LONGEST:
        return False
    for mention in reversed(find_agencies(clean)):
        clean = f"{clean[: mention.start]}@{clean[mention.end :]}"
    folded = " ".join(fold(clean).replace(",", " ").replace("?", " ").split())
    if _CLEAR.search(folded):
        return True
    return bool(_WORDED.search(folded)) and not _CITIZEN.search(folded)
