"""Uploads on their way in, when the disk they wait on is full: the form is read to its end, the file says why not."""

from contextlib import suppress
from typing import Any

import structlog
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from yanzhen.platform.files import store

log = structlog.get_logger(__name__)


class Unkept(UploadedFile):
    """A file there was no room for: it has a name and a size, and whoever asks for its bytes is told."""

    @property  # type: ignore[override]
    def file(self) -> Any:
        raise store.NoRoom

    @file.setter
    def file(self, _file: Any) -> None: ...

    def chunks(self, chunk_size: int | None = None) -> Any:
        raise store.NoRoom

    def close(self) -> None: ...


class Handler(TemporaryFileUploadHandler):
    """Django's handler of large uploads; a full disk is an answer, not an error of the server."""

    is_full = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.is_full = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if not self.is_full:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError as error:
                self._give_up(error)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.is_full:
            try:
                return super().file_complete(file_size)
            except OSError as error:
                self._give_up(error)
        return Unkept(None, self.file_name, self.content_type, file_size, self.charset)

    def _give_up(self, error: OSError) -> None:
        """Let go of what was written so far; the rest of the file is read past."""
        if error.errno not in store.FULL:
            raise error
        log.error("no room for an upload", error=str(error))
        self.is_full = True
        with suppress(OSError, AttributeError):
            self.file.close()
