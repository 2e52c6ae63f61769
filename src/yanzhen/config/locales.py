"""Turns the translations in locale/ into the form Django reads, without gettext's own tools."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def catalogues(root: Path) -> list[Path]:
    """All .po files of the project."""
    return sorted((root / "locale").glob("*/LC_MESSAGES/*.po"))


def compile_all(root: Path) -> None:
    """Write each .mo beside its .po; an unfinished (fuzzy) translation is left out."""
    for source in catalogues(root):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parents[1].name, domain=source.stem)
        draft = source.with_suffix(".mo.new")
        with draft.open("wb") as stream:
            write_mo(stream, catalogue)
        draft.replace(source.with_suffix(".mo"))
