"""A file that arrives in pieces: a broken upload goes on where it stopped, and what comes is the file itself."""

import os
import uuid
from typing import Any

import pytest
from django.test import Client
from tests.firm import Firm, model
from tests.test_importing import as_csv, books, client_of, founded, row  # noqa: F401  fixtures

from yanzhen.platform.imports import parts

KEY = uuid.UUID(int=7).hex
pytestmark = pytest.mark.once


def put(client: Client, at: int, piece: bytes, key: str = KEY) -> Any:
    return client.put(f"/api/v1/imports/parts/{key}?at={at}", piece, content_type="application/octet-stream")


def held(client: Client) -> int:
    return int(client.get(f"/api/v1/imports/parts/{KEY}").json()["held"])


def test_a_broken_upload_goes_on_where_it_stopped(books: Firm) -> None:  # noqa: F811
    client, whole = client_of(books, "clerk"), as_csv(row(1), row(2))
    assert held(client) == 0
    assert put(client, 0, whole[:40]).json() == {"held": 40}
    assert put(client, 60, whole[60:]).json()["code"] == "gap"
    assert held(client) == 40
    assert put(client, 40, whole[40:]).json() == {"held": len(whole)}
    answer = client.post("/imports/new/", {"noun": "crm.customer", "part": KEY, "part_name": "客户.csv"})
    assert answer.status_code == 302
    assert model("platform.FileImport").objects.get().size == len(whole)
    assert held(client) == 0


def test_programs_bring_pieces_too_and_the_file_is_taken_once(books: Firm) -> None:  # noqa: F811
    client, whole = client_of(books, "clerk"), as_csv(row(1))
    put(client, 0, whole)
    given = {"noun": "crm.customer", "part": KEY, "name": "客户.csv"}
    first = client.post("/api/v1/imports", given, headers={"Idempotency-Key": "once"})
    again = client.post("/api/v1/imports", given, headers={"Idempotency-Key": "once"})
    assert (first.status_code, again.json()) == (201, first.json())
    assert client.post("/api/v1/imports", given).json()["code"] == "file_gone"


def test_pieces_are_their_senders_alone_and_bounded(books: Firm, settings: Any) -> None:  # noqa: F811
    client = client_of(books, "clerk")
    put(client, 0, b"x" * 10)
    assert held(client_of(books, "admin")) == 0
    assert client_of(books, "auditor").get(f"/api/v1/imports/parts/{KEY}").status_code == 403
    assert put(client, 0, b"x", key="..%2Fx").status_code in {404, 422}
    assert put(client, 0, b"x", key="f" * 31).json()["code"] == "key"
    settings.IMPORT_LIMITS = {"size": 12}
    assert put(client, 10, b"x" * 10).json()["code"] == "unreadable"


def test_an_abandoned_upload_makes_room_and_is_swept(books: Firm) -> None:  # noqa: F811
    client = client_of(books, "clerk")
    keys = [uuid.UUID(int=n).hex for n in range(1, 6)]
    for age, key in enumerate(keys):
        put(client, 0, b"x", key=key)
        path = next(parts.folder().glob(f"*-{key}"))
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 600 + age))
    assert sorted(p.name.rpartition("-")[2] for p in parts.folder().iterdir()) == keys[-parts.AT_ONCE :]
    os.utime(path, (0, 0))
    assert parts.sweep() == 1
