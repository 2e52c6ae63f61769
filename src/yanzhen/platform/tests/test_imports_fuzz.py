"""Good files with bytes changed, cut, doubled and swapped: whatever comes out is a table or a sentence, within seconds.

YANZHEN_FUZZ sets the number of files of the long run.
"""

import gzip
import os
import random
import time
import zipfile
import zlib
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django.utils import translation

from yanzhen.platform.imports import service
from yanzhen.platform.imports.limits import Limits
from yanzhen.platform.imports.sources import Unreadable

SECONDS = 10
BOUNDS = replace(Limits(), seconds=SECONDS)
TEXT = "编码,名称,金额,日期\n" + "".join(f'00{i},"云杉, {i}",{i}.5,2024-01-{i % 28 + 1:02d}\n' for i in range(60))


def workbook() -> bytes:
    target = BytesIO()
    book = xlsxwriter.Workbook(target)
    for name in ("客户", "Orders"):
        sheet = book.add_worksheet(name)
        for number, line in enumerate(TEXT.splitlines()[:30]):
            sheet.write_row(number, 0, line.split(","))
        sheet.merge_range(31, 0, 34, 0, "x")
    book.close()
    return target.getvalue()


SEEDS = {
    ".csv": TEXT.encode(),
    "-gb.csv": TEXT.encode("gb18030"),
    "-16.csv": TEXT.encode("utf-16"),
    ".csv.gz": gzip.compress(TEXT.encode()),
    ".xlsx": workbook(),
}
SIGNS = (b"\0", b"\xff\xff", b'"', b'"""', b"\r", b"<", b"&", b"<!DOCTYPE a>", b"\x1a", "\u202e".encode(), b"9" * 50)


def mutated(content: bytes, rng: random.Random) -> bytes:
    """A few changes at random places."""
    data = bytearray(content)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(6):
            case 0 if at < len(data):
                data[at] = rng.randrange(256)
            case 1:
                data[at:at] = rng.choice(SIGNS)
            case 2:
                del data[at : at + rng.randint(1, 200)]
            case 3:
                data[at:at] = data[at : at + rng.randint(1, 500)]
            case 4:
                del data[at:]
            case _:
                data[at : at + 4] = rng.choice((b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\1\0\0\0"))
    return bytes(data)


def mutated_inside(content: bytes, rng: random.Random) -> bytes:
    """The same to one part of a packed file, packed again: so the changes reach the reader behind the unpacking."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = rng.choice(names)
        for name in names:
            part = old.read(name)
            new.writestr(name, mutated(part, rng) if name == chosen else part)
    return target.getvalue()


def ways(folder: Path, count: int, seed: int) -> Counter[str]:
    """Try so many files; count how they ended."""
    rng, ended = random.Random(seed), Counter()
    for number in range(count):
        name, content = rng.choice(list(SEEDS.items()))
        inside = name == ".xlsx" and rng.random() < 0.7
        path = folder / f"f{number}{name}"
        path.write_bytes(mutated_inside(content, rng) if inside else mutated(content, rng))
        begun = time.process_time()
        try:
            seen = service.inspect(path, limits=BOUNDS)
            ended["table" if any(s.columns for s in seen.sheets) else "empty"] += 1
        except Unreadable as error:
            ended["sentence" if str(error) else "nothing said"] += 1
        assert time.process_time() - begun < SECONDS + 1, (seed, number)
        path.unlink()
    return ended


@pytest.mark.parametrize("seed", range(2))
def test_changed_files_are_tables_or_sentences(tmp_path, seed):
    with translation.override("zh-hans"):
        ended = ways(tmp_path, 50, seed)
    assert sum(ended.values()) == 50
    assert len(ended) > 1
    assert "nothing said" not in ended


@pytest.mark.slow
def test_ten_thousand_changed_files(tmp_path):
    ended = ways(tmp_path, int(os.environ.get("YANZHEN_FUZZ", "10000")), zlib.crc32(b"files"))
    print(dict(ended))
    assert ended["table"]
    assert ended["sentence"]
    assert "nothing said" not in ended
