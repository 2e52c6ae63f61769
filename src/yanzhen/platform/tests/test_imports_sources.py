"""Files: encodings, separators, headers, broken ones."""

import codecs
import gzip

import pytest
import xlsxwriter
from django.utils import translation

from yanzhen.platform.imports import sources
from yanzhen.platform.imports.keys import Keys
from yanzhen.platform.imports.sources import Row, Unreadable

TEXT = '编码,名称\r\n001,𠮷野家\r\n\r\n002,"桌, 椅"\r\n'
ROWS = [Row(2, ["001", "𠮷野家"]), Row(4, ["002", "桌, 椅"])]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def write(tmp_path):
    def write(content: bytes, name: str = "a.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("gb18030"), "gb18030"),
    ],
)
def test_encoding_is_found_and_named(write, content, encoding):
    table = sources.open_table(write(content))
    assert table.encoding == encoding
    assert table.header == ["编码", "名称"]
    assert list(table.rows()) == ROWS


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separator_is_found(write, separator):
    table = sources.open_table(write(f'a{separator}"x,y,z"{separator}c\n1{separator}2{separator}3\n'.encode()))
    assert table.header == ["a", "x,y,z", "c"]
    assert list(table.rows()) == [Row(2, ["1", "2", "3"])]


def test_gz_is_unpacked(write):
    assert list(sources.open_table(write(gzip.compress(TEXT.encode()), "a.csv.gz")).rows()) == ROWS


def test_late_bad_byte_is_found_before_anything_is_read(write):
    content = TEXT.encode() + ("003,桌\r\n" * 200_000).encode() + b"004,\xff\xff\r\n"
    with pytest.raises(Unreadable, match=r"is not text in UTF-8 / GB18030"):
        sources.open_table(write(content))


def test_binary_file_is_refused(write):
    with pytest.raises(Unreadable, match="is not text"):
        sources.open_table(write(b"a,b\n\x00\x01\x02\n"))


def test_duplicate_headers_are_named(write):
    with pytest.raises(Unreadable, match="names a column twice: “code”, “name”"):
        sources.open_table(write(b"code,name,code,name,x\n1,2,3,4,5\n"))


def test_empty_file_is_refused(write):
    with pytest.raises(Unreadable, match="is empty"):
        sources.open_table(write(b""))


def test_open_quotation_mark_is_refused(write):
    with pytest.raises(Unreadable, match="broken after row 2"):
        sources.open_table(write(b'a,b\n1,2\n3,"4\n5,6\n'))


def test_truncated_gz_is_refused(write):
    with pytest.raises(Unreadable, match="cannot be read"):
        sources.open_table(write(gzip.compress(TEXT.encode() * 500)[:-20], "a.csv.gz"))


def test_spreadsheet_keeps_types_and_row_numbers(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Notes").write(0, 0, "nothing")
    sheet = book.add_worksheet("Orders")
    sheet.write_row(0, 0, ["code", "amount"])
    sheet.write_row(1, 0, ["007", 1.5])
    sheet.write_row(3, 0, [8, "x"])
    book.close()
    table = sources.open_table(path, "Orders")
    assert table.header == ["code", "amount"]
    assert list(table.rows()) == [Row(2, ["007", 1.5]), Row(4, [8.0, "x"])]
    with pytest.raises(Unreadable, match=r"has no sheet “Lines”\. It has: Notes, Orders"):
        sources.open_table(path, "Lines")


def test_spreadsheet_that_is_none_is_refused(write):
    with pytest.raises(Unreadable, match="cannot be read as a spreadsheet"):
        sources.open_table(write(b"PK\x03\x04 rubbish", "a.xlsx"))


def test_keys_put_rows_of_one_key_together():
    keys, rows = Keys(), [("a", Row(2, ["x"])), ("b", Row(3, ["y"])), ("a", Row(4, ["z"]))]
    assert [keys.add(key, row.number) for key, row in rows] == [None, None, (2, True)]
    assert [row.number for row in keys.in_order_of_key(rows)] == [2, 4, 3]
