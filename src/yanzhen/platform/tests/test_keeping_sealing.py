"""The sealed stream: what goes in comes out, and no change to it goes unnoticed."""

import io
import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.platform.keeping import sealing
from yanzhen.platform.keeping.sealing import Damaged

KEY = b"a key of enough characters"


@pytest.fixture(autouse=True, scope="module")
def cheap() -> Iterator[None]:
    """Deriving the key takes its time by design, which is not what is tested here."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sealing, "COST", 2**4)
        yield


def sealed(data: bytes, key: bytes | None = KEY) -> bytes:
    target = io.BytesIO()
    writer = sealing.Writer(target, key)
    writer.write(data)
    writer.finish()
    return target.getvalue()


def opened(data: bytes, key: bytes | None = KEY) -> bytes:
    return io.BufferedReader(sealing.Reader(io.BytesIO(data), key)).read()


@pytest.mark.parametrize("size", [0, 1, sealing.CHUNK - 1, sealing.CHUNK, sealing.CHUNK + 1, 3 * sealing.CHUNK])
@pytest.mark.parametrize("key", [KEY, None])
def test_what_goes_in_comes_out_at_every_edge_of_a_chunk(size: int, key: bytes | None) -> None:
    data = os.urandom(size)
    assert opened(sealed(data, key), key) == data


def test_the_content_is_not_readable_and_two_archives_of_it_differ() -> None:
    data = b"13900009999" * 1000
    first, second = sealed(data), sealed(data)
    assert b"13900009999" not in first
    assert first != second


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_changed_byte_goes_unnoticed(data: st.DataObject) -> None:
    whole = bytearray(sealed(os.urandom(sealing.CHUNK + 500)))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Damaged):
        opened(bytes(whole))


def test_a_missing_end_goes_unnoticed_nowhere() -> None:
    whole = sealed(os.urandom(2 * sealing.CHUNK + 9))
    # 32 bytes of head, then twice a length (5) with a full chunk and its tag (16): both cuts end at a chunk's edge.
    edge = 32 + 5 + sealing.CHUNK + 16
    for cut in (edge, 2 * edge - 32, len(whole) - 1, 40, 31, 0):
        with pytest.raises(Damaged):
            opened(whole[:cut])


def test_chunks_in_another_order_are_refused() -> None:
    whole = sealed(os.urandom(3 * sealing.CHUNK))
    size = 5 + sealing.CHUNK + 16
    head, first, second, rest = (
        whole[:32],
        whole[32 : 32 + size],
        whole[32 + size : 32 + 2 * size],
        whole[32 + 2 * size :],
    )
    with pytest.raises(Damaged):
        opened(head + second + first + rest)


@pytest.mark.parametrize("key", [None, b"another key of enough length"])
def test_the_right_key_is_needed(key: bytes | None) -> None:
    with pytest.raises(Damaged):
        opened(sealed(b"x"), key)


def test_something_else_is_not_taken_for_a_backup() -> None:
    with pytest.raises(Damaged):
        opened(b"SQLite format 3\x00" + b"\x00" * 100)
