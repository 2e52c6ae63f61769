"""Files on records: what may come in, what never does, and who may have it again."""

import io
import resource
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests import firm
from tests.firm import Firm, model

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.exporting import papers
from yanzhen.platform.files import attachments, kinds, names, store

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def books(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture(autouse=True)
def kept_apart(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 480), **extra: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **extra)
    return out.getvalue()


def office(part: str, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


def kind(content: bytes, declared: str = "file") -> str:
    return kinds.kind_of(io.BytesIO(content), declared).code


PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "declared", "expected"),
    [
        (PDF, "x.html", "pdf"),
        (picture(), "x.exe", "png"),
        (picture("JPEG"), "x.png", "jpeg"),
        (picture("WEBP"), "x", "webp"),
        (office("xl/workbook.xml"), "x.zip", "xlsx"),
        (office("word/document.xml"), "x", "docx"),
        (office("ppt/presentation.xml"), "x", "pptx"),
        ("编号,名称\n1,沙发\n".encode("gb18030"), "客户.csv", "csv"),
        ("﻿编号;名称".encode(), "x.csv", "csv"),
        ("说明：5 < 6".encode(), "readme", "txt"),
    ],
)
def test_what_a_file_is_is_told_by_its_content(content: bytes, declared: str, expected: str) -> None:
    assert kind(content, declared) == expected


def bomb() -> bytes:
    """A picture of a few hundred bytes that says it is 30,000 by 30,000."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def packed_tightly() -> bytes:
    return office("xl/workbook.xml", **{"xl/big.xml": b"\0" * (60 * 1024 * 1024)})


def plain_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "code"),
        (b"  \n<?xml version='1.0'?><svg onload=alert(1)>", "code"),
        (b"<!DOCTYPE html><script src=//evil></script>", "code"),
        (b"#!/bin/sh\nrm -rf /\n", "code"),
        (b"<?php system($_GET[0]);", "code"),
        (b"name,note\n1,<script>alert(1)</script>\n", "code"),
        (plain_zip(), "archive"),
        (b"x" * 10 + office("word/document.xml"), "kind"),
        (office("word/document.xml", **{"xl/workbook.xml": b"x"}), "archive"),
        (office("xl/workbook.xml", **{"xl/vbaProject.bin": b"x"}), "macros"),
        (packed_tightly(), "bomb"),
        (b"PK\x03\x04 and nothing more", "broken"),
        (picture()[:200], "broken"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "broken"),
        (b"\xff\xd8\xff\xe0GIF89a", "broken"),
        (b"%PDF-1.7\n no end", "broken"),
        (b"MZ\x90\x00\x03\x00\x00\x00program", "kind"),
        (b"\x7fELF\x02\x01\x01\x00", "kind"),
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00", "kind"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "heic"),
        (bomb(), "pixels"),
        (bytes(range(256)), "kind"),
    ],
)
def test_what_must_not_come_in_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        kind(content)
    assert refused.value.code == code
    assert refused.value.errors["files"]


def test_a_picture_cut_off_is_refused_after_a_pdf_was_made() -> None:
    """The maker of PDF files would have the whole process take such pictures for whole ones."""
    assert papers.pdf("<p>1</p>", "one").content.startswith(b"%PDF")
    with pytest.raises(RuleBroken) as refused:
        kind(picture()[:200])
    assert refused.value.code == "broken"


def test_a_picture_over_the_limit_of_pixels_is_refused(settings: Any) -> None:
    settings.PICTURE_PIXELS = 100_000
    assert kind(picture(size=(300, 300))) == "png"
    with pytest.raises(RuleBroken, match="pixels"):
        kind(picture(size=(400, 300)))


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\合同.pdf", "合同.pdf"),
        ("a\r\nSet-Cookie: x=1.PDF", "aSet-Cookie x=1.pdf"),
        ("fdp.\u202egpj.pdf", "fdp.gpj.pdf"),
        ("\x00\x1b.pdf", "pdf.pdf"),
        ("...", "pdf.pdf"),
        ("", "pdf.pdf"),
        ("x.html", "x.html.pdf"),
        ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
        ('a"b<c>|d?.pdf', "a b c d.pdf"),
    ],
)
def test_a_name_becomes_harmless_and_ends_as_its_content_says(declared: str, expected: str) -> None:
    assert names.cleaned(declared, kinds.KINDS["pdf"]) == expected


def upload(content: bytes, name: str = "a.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(books: Firm, *files: Any, who: str = "rep.east") -> Any:
    return attachments.add(books.row("crm.customer"), actor=books.actor(who), uploads=files)


def lying() -> list[Path]:
    return sorted(p for p in store.folder().rglob("*") if p.is_file()) if store.folder().exists() else []


def test_several_files_are_kept_under_random_names_with_their_sum(books: Firm, db: None) -> None:
    rows = add(books, upload("甲".encode(), "../甲.txt"), upload(picture("JPEG"), "店.jpg"))
    assert [(r.name, r.kind, r.has_thumbnail) for r in rows] == [("甲.txt", "txt", False), ("店.jpg", "jpeg", True)]
    assert store.path(rows[0].place).read_bytes() == "甲".encode()
    assert all("甲" not in str(p) and "店" not in str(p) for p in lying())
    assert len(lying()) == 3
    told = model("platform.AuditEntry").objects.filter(verb="file", object_id=books.row("crm.customer").pk)
    assert [entry.after["file"] for entry in told.order_by("pk")] == ["甲.txt", "店.jpg"]


def test_a_thumbnail_is_drawn_anew_without_what_the_photo_tells(books: Firm, db: None) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    row = add(books, upload(picture("JPEG", (2000, 1000), exif=exif.tobytes()), "p.jpg"))[0]
    small = store.path(row.place).with_suffix(store.THUMBNAIL).read_bytes()
    assert Image.open(io.BytesIO(small)).size == (320, 160)
    assert b"secret place" not in small


def test_of_several_files_all_are_kept_or_none(books: Firm, db: None) -> None:
    with pytest.raises(RuleBroken):
        add(books, upload(b"fine"), upload(b"<svg>", "x.svg"))
    assert lying() == []
    assert not model("platform.Attachment").objects.exists()


@pytest.mark.parametrize(("size", "code"), [(1024 * 1024 + 1, "size"), (0, "empty")])
def test_the_limit_of_size_is_kept(books: Firm, db: None, settings: Any, size: int, code: str) -> None:
    settings.FILE_BYTES = 1024 * 1024
    with pytest.raises(RuleBroken) as refused:
        add(books, upload(b"x" * size))
    assert (refused.value.code, lying()) == (code, [])


def test_no_file_and_too_many_files_are_refused(books: Firm, db: None) -> None:
    for files in ([], [upload(b"x") for _ in range(21)]):
        with pytest.raises(RuleBroken):
            add(books, *files)
    assert lying() == []


def test_a_full_disk_leaves_no_half_file_and_says_so(books: Firm, db: None) -> None:
    """The system itself refuses the bytes beyond a limit, in the middle of the second file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 * 1024 * 1024, hard))
    try:
        with pytest.raises(store.NoRoom) as refused:
            add(books, upload(b"fine"), upload(b"x" * 5 * 1024 * 1024))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refused.value.status == 507
    assert "disk" in str(refused.value)
    assert lying() == []
    assert not model("platform.Attachment").objects.exists()


@pytest.fixture
def little_room(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A disk on which no file grows beyond 40 MB; the folder where uploads wait."""
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_BYTES = str(waiting), 100 * 1024 * 1024
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40 * 1024 * 1024, hard))
    yield waiting
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("door", ["page", "script", "api", "import"])
def test_a_disk_that_fills_up_on_the_way_in_is_told(books: Firm, db: None, little_room: Path, door: str) -> None:
    client, row = Client(), books.row("crm.customer")
    client.force_login(books.users["clerk"], backend="django.contrib.auth.backends.ModelBackend")
    large = SimpleUploadedFile("a.csv", b"code,name\n" * 5_000_000)
    if door == "import":
        answer = client.post("/api/v1/imports", {"file": large, "noun": "crm.customer"})
    elif door == "api":
        answer = client.post(f"/api/v1/customers/{row.pk}/files", {"files": large})
    else:
        accept = "application/json" if door == "script" else "text/html"
        address = f"/records/crm.customer/{row.pk}/files/"
        answer = client.post(address, {"files": large}, headers={"accept": accept}, follow=door == "page")
    assert answer.status_code == (200 if door == "page" else 507), answer.content[:300]
    assert "disk" in answer.content.decode() or "磁盘" in answer.content.decode()
    assert lying() == []
    assert list(little_room.iterdir()) == []
    assert not model("platform.Attachment").objects.exists()
    assert not model("platform.FileImport").objects.exists()


def test_a_failure_after_writing_leaves_nothing(books: Firm, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(attachments.audit, "record", fail)
    with pytest.raises(RuntimeError):
        add(books, upload(b"x"))
    assert lying() == []


def client_of(books: Firm, name: str) -> Client:
    client = Client()
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("door", ["/files/{}/", "/api/v1/files/{}"])
def test_a_file_leaves_as_an_attachment_locked_up_and_written_down(books: Firm, db: None, door: str) -> None:
    row = add(books, upload("甲".encode(), "合同 甲.txt"))[0]
    answer: Any = client_of(books, "rep.east").get(door.format(row.pk))
    assert b"".join(answer.streaming_content) == "甲".encode()
    assert answer["Content-Disposition"] == ("attachment; filename*=utf-8''%E5%90%88%E5%90%8C%20%E7%94%B2.txt")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    taken = model("platform.AuditEntry").objects.get(verb="download")
    assert (taken.user_id, taken.after["file"]) == (books.users["rep.east"].pk, "合同 甲.txt")


@pytest.mark.parametrize("name", firm.PEOPLE)
def test_a_file_is_there_for_those_who_see_its_record_only(books: Firm, db: None, name: str) -> None:
    row = add(books, upload(picture("JPEG"), "店.jpg"))[0]
    client, pk = client_of(books, name), books.row("crm.customer").pk
    sees = firm.reaches(name, "crm.customer", "rep.east") and firm.holds(name, "crm.view_customer")
    expected = 200 if sees else 404
    for address in (f"/files/{row.pk}/", f"/files/{row.pk}/thumbnail/", f"/api/v1/files/{row.pk}"):
        answer: Any = client.get(address)
        assert not answer.streaming or b"".join(answer.streaming_content)
        assert answer.status_code == expected, address
    listed = client.get(f"/api/v1/customers/{pk}/files")
    assert listed.status_code == (200 if sees else 404 if firm.holds(name, "crm.view_customer") else 403)
    sent = client.post(
        f"/records/crm.customer/{pk}/files/", {"files": upload(b"x")}, headers={"Accept": "application/json"}
    )
    adds = firm.holds(name, "platform.add_file")
    assert sent.status_code == (403 if not adds else 200 if sees else 404)


def test_a_file_has_no_address_by_its_place(books: Firm, db: None) -> None:
    row = add(books, upload(b"x"))[0]
    client = client_of(books, "director")
    for address in (f"/files/{row.place}", f"/media/attachments/{row.place}", f"/files/attachments/{row.place}"):
        assert client.get(address).status_code == 404
    for odd in ("../../secret.key", "ab/../../x", "/etc/passwd", ""):
        with pytest.raises(ValueError, match="no place"):
            store.path(odd)


def test_removing_a_file_takes_its_bytes_and_keeps_its_trace(
    books: Firm, db: None, django_capture_on_commit_callbacks: Any
) -> None:
    row = add(books, upload(picture("JPEG"), "店.jpg"))[0]
    with pytest.raises(RuleBroken, match="Only who"):
        attachments.remove(row, actor=books.actor("service"))
    with django_capture_on_commit_callbacks(execute=True):
        attachments.remove(row, actor=books.actor("rep.east"))
    assert lying() == []
    assert client_of(books, "rep.east").get(f"/files/{row.pk}/").status_code == 404
    page = client_of(books, "rep.east").get(f"/customers/{books.row('crm.customer').pk}/").content.decode()
    assert "店.jpg" in page
    with pytest.raises(RuleBroken, match="already"):
        attachments.remove(row, actor=books.actor("rep.east"))


def test_orphans_are_swept_and_files_in_use_are_not(books: Firm, db: None) -> None:
    row = add(books, upload(picture("JPEG"), "店.jpg"))[0]
    (store.folder() / "aa").mkdir(exist_ok=True)
    for orphan in ("aa" + "0" * 38, "aa" + "1" * 38 + ".part", "aa" + "2" * 38 + ".thumb"):
        (store.folder() / "aa" / orphan).write_bytes(b"x")
    assert attachments.sweep() == 0, "a young file may belong to a request that is still running"
    assert attachments.sweep(older_than=-1) == 3
    assert [p.stem for p in lying()] == [row.place[3:]] * 2


def test_a_hundred_megabytes_are_refused_and_told(books: Firm, db: None, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    with large.open("rb") as file:
        answer = client_of(books, "rep.east").post(
            f"/records/crm.customer/{books.row('crm.customer').pk}/files/", {"files": file},
            headers={"Accept": "application/json"},
        )  # fmt: skip
    assert answer.status_code == 422
    assert "25" in answer.json()["error"]
    assert lying() == []
    assert settings.FILE_BYTES == 25 * 1024 * 1024
