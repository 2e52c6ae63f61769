"""Every file and icon that a template or script names is there; production refuses to draw a page otherwise."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from yanzhen.config import assets

ROOT = Path(__file__).resolve().parents[1]
_STATIC = re.compile(r"{%\s*static\s+[\"']([^\"']+)[\"']")
_ICON = re.compile(r"(?:_icon\.html[\"'] with name=|\bicon=)[\"']([a-z][\w-]*)[\"']")


def _templates() -> Iterator[Path]:
    yield from sorted((ROOT / "src").glob("yanzhen/*/templates/**/*.html"))


def test_named_static_files_exist() -> None:
    if not (ROOT / ".assets").is_dir():
        pytest.skip("the browser packages are not copied yet: start through ./run")
    named = {(path.name, name) for path in _templates() for name in _STATIC.findall(path.read_text(encoding="utf-8"))}
    assert sorted(f"{path}: {name}" for path, name in named if not finders.find(name)) == []


def test_named_icons_are_in_the_sprite() -> None:
    listed = set(assets.icon_names(ROOT / "static" / "icons.txt"))
    sources = [*_templates(), *sorted((ROOT / "src").glob("yanzhen/**/*.py"))]
    named = {(path.name, name) for path in sources for name in _ICON.findall(path.read_text(encoding="utf-8"))}
    assert sorted(f"{path}: {name}" for path, name in named if name not in listed) == []
