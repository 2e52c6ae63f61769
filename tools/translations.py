"""Chinese without gaps.

python tools/translations.py check    every string of the source is translated, none is doubtful, none is left over
python tools/translations.py update   bring locale/zh_Hans up to the strings of the source (then translate the new ones)
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE = "zh_Hans"
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
_PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*(?:\.\w+)*(?:![rsa])?(?::[^{}]*)?\}")


def extracted() -> polib.POFile:
    """The catalogue as gettext would write it now, made in a copy so that the check changes nothing."""
    with tempfile.TemporaryDirectory(prefix="yanzhen-messages-") as folder:
        copy = Path(folder)
        left_out = shutil.ignore_patterns("tests", "__pycache__", "migrations", "static", "*.mo")
        shutil.copytree(ROOT / "src", copy / "src", ignore=left_out)
        (copy / CATALOGUE).parent.mkdir(parents=True)
        if (ROOT / CATALOGUE).exists():
            shutil.copyfile(ROOT / CATALOGUE, copy / CATALOGUE)
        surroundings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        command = [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "-l",
            LANGUAGE,
            "--no-wrap",
            "--add-location",
            "file",
        ]
        subprocess.run(command, cwd=copy, env=surroundings, check=True, stdout=subprocess.DEVNULL)
        return polib.pofile(str(copy / CATALOGUE), wrapwidth=0)


def problems(entry: polib.POEntry) -> list[str]:
    """What is wrong with one translation."""
    if entry.obsolete:
        return ["is no longer in the source"]
    if entry.fuzzy:
        return ["is doubtful (fuzzy)"]
    if not entry.translated():
        return ["has no translation"]
    sources = {*_PLACES.findall(entry.msgid), *_PLACES.findall(entry.msgid_plural or "")}
    for text in [entry.msgstr, *entry.msgstr_plural.values()]:
        if text and (strange := set(_PLACES.findall(text)) ^ sources) and not entry.msgid_plural:
            return [f"differs in its placeholders: {' '.join(sorted(strange))}"]
    return []


def check() -> int:
    """Say each gap; 0 when there is none."""
    if not (ROOT / CATALOGUE).exists():
        print(f"{CATALOGUE} is missing.")
        return 1
    kept = polib.pofile(str(ROOT / CATALOGUE))
    known = {(entry.msgctxt, entry.msgid) for entry in kept if not entry.obsolete}
    found = 0
    for entry in extracted():
        faults = problems(entry)
        if not faults and (entry.msgctxt, entry.msgid) not in known:
            faults = ["is not in the catalogue"]
        for fault in faults:
            found += 1
            print(f"{', '.join(name for name, _ in entry.occurrences[:2])}: {entry.msgid!r} {fault}")
    print(f"{found} gaps." if found else f"{len(known)} strings, all translated.")
    return 1 if found else 0


def update() -> int:
    """Write the catalogue anew, keeping translations; leftovers go."""
    catalogue = extracted()
    for entry in catalogue.obsolete_entries():
        catalogue.remove(entry)
    (ROOT / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(ROOT / CATALOGUE))
    todo = len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries())
    print(f"{len(catalogue)} strings, {todo} to translate.")
    return 0


if __name__ == "__main__":
    sys.exit({"check": check, "update": update}[sys.argv[1] if sys.argv[1:] else "check"]())
