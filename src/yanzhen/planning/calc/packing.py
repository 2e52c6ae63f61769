"""Cubes as bytes: little-endian numbers, lightly compressed; speed counts more than the last tenth of size."""

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVEL = 1
TYPES = {"cents": "<i8", "mark": "u1", "number": "<i4"}


def pack(values: NDArray[Any], kind: str) -> bytes:
    """Numbers of a kind as bytes."""
    return zlib.compress(np.ascontiguousarray(values, TYPES[kind]).tobytes(), LEVEL)


def unpack(stored: bytes | memoryview, kind: str, shape: Sequence[int]) -> NDArray[Any]:
    """The numbers again, ready to be changed. Raises `ValueError` when they are not as many as the shape says."""
    return np.frombuffer(zlib.decompress(bytes(stored)), TYPES[kind]).reshape(tuple(shape)).copy()
