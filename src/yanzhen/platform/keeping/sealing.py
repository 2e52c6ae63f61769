"""A stream that is encrypted and cannot be cut, reordered or altered unnoticed.

The file begins with `MAGIC`, one byte that says whether it is encrypted, a salt and a nonce prefix. Then follow chunks
of at most one mebibyte, each with its length before it and sealed by AES-256-GCM; the nonce of a chunk holds its number
and whether it is the last, so that a missing end shows. The key is derived from the given one by scrypt.
Source: the STREAM construction, Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption" (2015).
"""

import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

MAGIC = b"YANZHEN1"
PLAIN, SEALED = b"\x00", b"\x01"
SALT, PREFIX, CHUNK = 16, 7, 1 << 20
COST = 2**15
"""Of scrypt: about a tenth of a second for whoever tries a key."""
TAG = 16


class Damaged(Exception):
    """The archive is not whole, or the key is not the one it was sealed with."""


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(key))


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, is_last)


class Writer(io.RawIOBase):
    """Seals what is written to it; without a key it only frames it."""

    def __init__(self, target: BinaryIO, key: bytes | None) -> None:
        super().__init__()
        salt, self.prefix = os.urandom(SALT), os.urandom(PREFIX)
        self.target, self.number, self.waiting = target, 0, bytearray()
        self.head = MAGIC + (SEALED if key else PLAIN) + salt + self.prefix
        self.cipher = _cipher(key, salt) if key else None
        target.write(self.head)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        given = memoryview(data)  # type: ignore[arg-type]
        self.waiting += given
        # The last full chunk waits too: only at the end is it known to be the last.
        while len(self.waiting) > CHUNK:
            self._emit(bytes(self.waiting[:CHUNK]), is_last=False)
            del self.waiting[:CHUNK]
        return given.nbytes

    def finish(self) -> None:
        """Write the last chunk; without it nobody takes the archive for whole."""
        self._emit(bytes(self.waiting), is_last=True)
        self.waiting.clear()

    def _emit(self, chunk: bytes, *, is_last: bool) -> None:
        if self.cipher is not None:
            chunk = self.cipher.encrypt(_nonce(self.prefix, self.number, is_last), chunk, self.head)
        self.target.write(struct.pack(">IB", len(chunk), is_last))
        self.target.write(chunk)
        self.number += 1


class Reader(io.RawIOBase):
    """Opens what `Writer` sealed; raises `Damaged` at the first chunk that does not fit."""

    def __init__(self, source: BinaryIO, key: bytes | None) -> None:
        super().__init__()
        self.source, self.number, self.opened, self.ended = source, 0, b"", False
        self.head = source.read(len(MAGIC) + 1 + SALT + PREFIX)
        if len(self.head) < len(MAGIC) + 1 + SALT + PREFIX or not self.head.startswith(MAGIC):
            raise Damaged(_("This is not a backup of Yanzhen."))
        self.is_sealed = self.head[len(MAGIC) : len(MAGIC) + 1] == SEALED
        if self.is_sealed and not key:
            raise Damaged(_("This backup is encrypted. Give the key it was made with."))
        salt, self.prefix = self.head[len(MAGIC) + 1 : -PREFIX], self.head[-PREFIX:]
        self.cipher = _cipher(key, salt) if self.is_sealed and key else None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self.opened and not self.ended:
            self.opened = self._chunk()
        taken = self.opened[: len(view)]
        view[: len(taken)] = taken
        self.opened = self.opened[len(taken) :]
        return len(taken)

    def _chunk(self) -> bytes:
        size = self.source.read(5)
        if len(size) < 5:
            raise Damaged(_("The backup is cut off: its end is missing."))
        length, is_last = struct.unpack(">IB", size)
        if length > CHUNK + TAG or is_last > 1:
            raise Damaged(_("The backup was altered or damaged."))
        chunk = self.source.read(length)
        if len(chunk) < length:
            raise Damaged(_("The backup is cut off: its end is missing."))
        if self.cipher is not None:
            try:
                chunk = self.cipher.decrypt(_nonce(self.prefix, self.number, bool(is_last)), chunk, self.head)
            except InvalidTag as error:
                raise Damaged(_("The key does not fit, or the backup was altered.")) from error
        self.number += 1
        self.ended = bool(is_last)
        return chunk
