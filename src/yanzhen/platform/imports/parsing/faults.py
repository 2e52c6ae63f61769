"""What can be wrong with a file, as a name with values; the words are made by whoever asked."""

from typing import Any


class Fault(Exception):
    """The file cannot be taken; `code` says why, `values` fill the message."""

    def __init__(self, code: str, **values: Any):
        self.code, self.values = code, values
        super().__init__(code)
