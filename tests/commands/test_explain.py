"""`motcua ask --explain`."""

from tests.commands.conftest import Motcua


def test_an_explanation_shows_words_candidates_and_the_decision(motcua: Motcua) -> None:
    result = motcua("ask", "--explain", "ddawng ký tam trú het bao nhieu tien")
    assert result.exit_code == 0
    for shown in ("đăng ký tam trú", "fee", "1.004194", "like_best", "Found", "độ chắc"):
        assert shown in result.output


def test_noise_is_explained_too(motcua: Motcua) -> None:
    result = motcua("ask", "--explain", "?!")
    assert result.exit_code == 0
    assert "NotFound" in result.output
