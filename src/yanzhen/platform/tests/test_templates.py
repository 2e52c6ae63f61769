import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import RequestFactory

SOURCE = Path(settings.ROOT) / "src" / "yanzhen"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
LISTED = {
    line.partition("#")[0].strip()
    for line in (Path(settings.ROOT) / "static" / "icons.txt").read_text(encoding="utf-8").splitlines()
}
IN_TEMPLATES = re.compile(r'{% icon "([a-z0-9-]+)"')
IN_PYTHON = re.compile(r'\bicon(?:=|": |: str = )"([a-z0-9-]+)"')


def name_of(path: Path) -> str:
    return str(path).split("/templates/")[1]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_compiles(path: Path) -> None:
    get_template(name_of(path))


def test_every_icon_asked_for_is_listed() -> None:
    wanted = {n for p in TEMPLATES for n in IN_TEMPLATES.findall(p.read_text(encoding="utf-8"))}
    wanted |= {n for p in SOURCE.rglob("*.py") for n in IN_PYTHON.findall(p.read_text(encoding="utf-8"))}
    assert wanted - LISTED == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_holds_no_inline_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|javascript:", text)


@pytest.mark.parametrize("code", ["403", "404", "429", "500"])
def test_error_page_stands_alone(code: str) -> None:
    # Django renders 500.html without a context and 403/404 with little; each must still say what happened.
    page = get_template(f"{code}.html").render({})
    assert code in page
    assert "<h1" in page


def test_error_page_of_a_stranger_has_no_navigation() -> None:
    page = get_template("404.html").render({}, RequestFactory().get("/nowhere/"))
    assert "side-nav" not in page
