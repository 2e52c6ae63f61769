"""Files that want to hurt: each ends as a sentence, in seconds, and in a process of its own."""

import os
import time
from dataclasses import replace

import pytest
import xlsxwriter
from django.utils import translation

from yanzhen.platform.imports import keeping, reading, service, sources
from yanzhen.platform.imports.limits import MB, Limits
from yanzhen.platform.imports.sources import Row, Unreadable
from yanzhen.platform.tests import books

SMALL = Limits()


@pytest.fixture(autouse=True)
def _quickly():
    begun = time.process_time()  # how long it takes others does not count
    with translation.override("en"):
        yield
    assert time.process_time() - begun < 10


def refusal(path, **changes):
    with pytest.raises(Unreadable) as error:
        service.inspect(path, limits=replace(SMALL, **changes))
    return str(error.value)


def rows_of(path, **wanted):
    return [row.cells for row in sources.open_table(path, **wanted).rows()]


# -- too much ----------------------------------------------------------------------------------------------------------


def test_a_file_of_200_mb_is_refused_unopened(tmp_path):
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * MB)
    assert refusal(path) == "large.xlsx has 200 MB; at most 100 MB are taken. Split it into several files."


def test_a_zip_bomb_is_refused(tmp_path):
    row = b'<row r="1"><c r="A1"><v>1</v></c></row>' * 25_000
    path = books.write(tmp_path / "bomb.xlsx", (row for _ in range(400)))
    assert path.stat().st_size < 3 * MB
    assert "unpacks to far more than its size allows" in refusal(path)


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path):
    path = books.write(tmp_path / "liar.xlsx", (b" " * MB for _ in range(200)))
    content = bytearray(path.read_bytes())
    true = (200 * MB).to_bytes(4, "little")
    assert content.count(true) >= 1
    path.write_bytes(bytes(content).replace(true, (1000).to_bytes(4, "little")))
    assert "cannot be read as a spreadsheet" in refusal(path)


def test_a_packed_text_bomb_is_refused(tmp_path):
    import gzip

    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as file:
        for _ in range(300):
            file.write(b"a,b\n" * (MB // 4))
    assert "unpacks to far more" in refusal(path)


def test_thousands_of_parts_are_refused(tmp_path):
    path = books.write(tmp_path / "parts.xlsx", books.sheet(""), {f"x/{i}.bin": "" for i in range(6_000)})
    assert "packed from more than 5000 parts" in refusal(path)


def test_too_many_rows_columns_and_characters_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 11)
    assert refusal(path, rows=10) == "a.csv has more than 10 rows. Split it into several files."
    path.write_text(",".join(f"c{i}" for i in range(501)) + "\n")
    assert "has more than 500 columns" in refusal(path)
    path.write_text("a,b\n1," + "x" * 33_000 + "\n")
    assert refusal(path).startswith("a.csv, row 2: a cell has more than 32767 characters.")
    path.write_text('a,b\n1,"' + "x,\n" * 60_000)
    assert "a cell has more than" in refusal(path)


def test_a_reader_that_needs_too_much_memory_ends_as_a_message(tmp_path):
    # Two cells in opposite corners: a dense table of them would have 700 million cells.
    far = f'<row r="1">{books.cell("A1", "a")}</row><row r="1048576">{books.cell("ZZ1048576", "b")}</row>'
    path = books.write(tmp_path / "far.xlsx", books.sheet(far))
    assert "memory" in refusal(path)


def test_a_cell_far_to_the_right_is_refused_by_name(tmp_path):
    far = f'<row r="1">{books.cell("A1", "a")}{books.cell("XFD1", "b")}</row>'
    path = books.write(tmp_path / "wide.xlsx", books.sheet(far))
    assert "more than 500 columns" in refusal(path)


def test_a_reader_that_takes_too_long_is_ended(tmp_path):
    path = tmp_path / "slow.csv"
    path.write_text("a,b\n" + "1,2\n" * 3_000_000)
    assert refusal(path, seconds=1, rows=10**9) == (
        "slow.csv took longer than 1 seconds to read. Split it, or save it as csv."
    )


@pytest.mark.parametrize("signal", [6, 11, 9])
def test_a_reader_that_dies_is_only_a_message(tmp_path, monkeypatch, signal):
    (tmp_path / "dying.py").write_text(f"import os; os.kill(os.getpid(), {signal})")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(reading, "READER", "dying")
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    assert "a.csv" in refusal(path)


def test_the_reader_knows_no_secrets(tmp_path, monkeypatch):
    (tmp_path / "spying.py").write_text(
        "import os, sys\n"
        "sys.stdin.read()\n"
        "told = [n for n in os.environ if 'YANZHEN' in n or 'DATABASE' in n or 'SECRET' in n]\n"
        "import orjson; sys.stdout.buffer.write(orjson.dumps({'fault': 'encoding', 'values': {'name': str(told)}}))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("YANZHEN_SECRET_KEY", "secret")
    monkeypatch.setattr(reading, "READER", "spying")
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    assert refusal(path) == "The encoding “[]” is not known."


# -- what no spreadsheet needs -----------------------------------------------------------------------------------------


def test_entities_are_refused_wherever_they_stand(tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>'
    data = f'<row r="1">{books.cell("A1", "&b;")}</row>'
    path = books.write(tmp_path / "entity.xlsx", books.sheet(data, before=bomb))
    assert "declares entities or a document type" in refusal(path)
    path = books.write(
        tmp_path / "external.xlsx",
        books.sheet(""),
        {"xl/sharedStrings.xml": '<!DOCTYPE x SYSTEM "file:///etc/passwd"><sst/>'},
    )
    assert "declares entities or a document type" in refusal(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rubbish.xlsx", b"PK\x03\x04" + b"rubbish" * 20),
        ("empty.xlsx", b""),
        ("text.xlsx", b"code,name\n1,2\n"),
        ("rubbish.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("rubbish.ods", b"PK\x05\x06" + b"\0" * 18),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
        ("torn.csv.gz", b"\x1f\x8b\x08\x00"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    assert name in refusal(path)


def test_a_name_with_a_path_stays_in_its_folder(tmp_path):
    for name in ("../../evil.csv", "C:\\data\\evil.csv", "/etc/evil.csv", "..", "evil\0.csv", ".bashrc"):
        path = service.receive(name, [b"a\n1\n"])
        assert path.parent.parent == keeping.files()
        assert path.read_bytes() == b"a\n1\n"
        assert not path.name.startswith(".")


def test_an_upload_that_grows_too_large_leaves_nothing(tmp_path):
    before = set(keeping.files().glob("*"))
    with pytest.raises(Unreadable, match="larger than 1 MB"):
        service.receive("a.csv", (b"x" * MB for _ in range(3)), limits=Limits(size=MB))
    assert set(keeping.files().glob("*")) == before


def test_a_full_disk_is_a_message(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("code,name\n" + "1,2\n" * 100_000)
    with pytest.raises(Unreadable, match="not enough room on the disk"):
        sources.open_table(path, limits=Limits(spool=1000))

    def full(*args, **kwargs):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(reading.tempfile, "mkdtemp", full)
    with pytest.raises(Unreadable, match="not enough room on the disk"):
        sources.open_table(path)


# -- odd, but good -----------------------------------------------------------------------------------------------------


def test_a_sheet_that_lies_about_its_dimension_is_read_whole(tmp_path):
    lines = [["code", "name"], *([f"C{i}", i] for i in range(50))]
    for told in ("A1", "A1:XFD1048576", "A1:B2"):
        path = books.write(tmp_path / f"{len(told)}.xlsx", books.sheet(books.rows(lines), told))
        assert rows_of(path) == [[f"C{i}", i] for i in range(50)]


def test_a_dimension_that_is_none_is_refused(tmp_path):
    path = books.write(tmp_path / "odd.xlsx", books.sheet(books.rows([["a"], ["b"]]), "nonsense"))
    assert "cannot be read as a spreadsheet" in refusal(path)


def test_merged_cells_say_the_same_in_each_of_their_rows(tmp_path):
    path = tmp_path / "merged.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["number", "product", "quantity"])
    sheet.merge_range(1, 0, 3, 0, "S1")
    for line in range(1, 5):
        sheet.write_row(line, 1, [f"P{line}", line])
    sheet.write(4, 0, "S2")
    book.close()
    assert rows_of(path) == [["S1", "P1", 1], ["S1", "P2", 2], ["S1", "P3", 3], ["S2", "P4", 4]]


def test_a_title_above_the_header_is_passed_over(tmp_path):
    path = tmp_path / "titled.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("客户")
    sheet.merge_range(0, 0, 0, 2, "客户资料表")
    sheet.write_row(2, 0, ["编码", "名称", "城市"])
    sheet.write_row(3, 0, ["001", "云杉", "上海"])
    book.close()
    seen = service.inspect(path).sheets[0]
    assert (seen.header_row, seen.columns, seen.rows) == (3, ["编码", "名称", "城市"], 1)
    table = sources.open_table(path)
    assert list(table.rows()) == [Row(4, ["001", "云杉", "上海"])]
    assert sources.open_table(path, header=4).header == ["001", "云杉", "上海"]


def test_formulas_give_their_values(tmp_path):
    path = tmp_path / "formulas.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["code", "amount"])
    sheet.write(1, 0, "C1")
    sheet.write_formula(1, 1, "=1+2", None, 3)
    book.close()
    assert rows_of(path) == [["C1", 3]]


def test_every_sheet_is_shown_with_its_rows(tmp_path):
    path = tmp_path / "sheets.xlsx"
    book = xlsxwriter.Workbook(path)
    for name, count in (("One", 3), ("Two", 1), ("Empty", 0)):
        sheet = book.add_worksheet(name)
        for line in range(count + bool(count)):
            sheet.write_row(line, 0, ["a", "b"] if not line else [line, "x"])
    book.get_worksheet_by_name("Two").hide()
    book.close()
    seen = service.inspect(path)
    assert [(s.name, s.hidden, s.columns, s.rows) for s in seen.sheets] == [
        ("One", False, ["a", "b"], 3),
        ("Two", True, ["a", "b"], 1),
        ("Empty", False, [], 0),
    ]
    assert seen.sheets[0].first_rows == [["1", "x"], ["2", "x"], ["3", "x"]]
    assert "is empty" in seen.sheets[2].problem


def test_a_table_that_begins_in_the_middle_keeps_its_row_numbers(tmp_path):
    path = tmp_path / "middle.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(4, 2, ["a", "b"])
    sheet.write_row(6, 2, [1, 2])
    book.close()
    table = sources.open_table(path)
    assert table.header == ["", "", "a", "b"]
    assert [(r.number, [c for c in r.cells if c != ""]) for r in table.rows()] == [(7, [1, 2])]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_found(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes("code,name\nC1,Hotel 云\n".encode(encoding))
    table = sources.open_table(path)
    assert (table.encoding, [r.cells for r in table.rows()]) == (encoding, [["C1", "Hotel 云"]])


def test_a_separator_that_is_named_in_the_first_line_is_used(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\ncode;name\nC1;a,b,c\n")
    table = sources.open_table(path, header=2)
    assert (table.header, [r.cells for r in table.rows()]) == (["code", "name"], [["C1", "a,b,c"]])
