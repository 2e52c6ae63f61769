"""Errors that every floor may raise; plain Python so that calculations can use them too."""

from collections.abc import Mapping

FORM = "__all__"
"""The field name of an error that belongs to the whole form."""


class RuleBroken(Exception):
    """A rule of the trade was not kept; nothing has been saved.

    Pages show each message at its field, the API answers 422 with one entry per field.
    `code` names the rule for programs; messages are in the language of the reader.
    """

    status = 422

    def __init__(
        self, message: object = "", field: str = FORM, code: str = "rule", errors: Mapping[str, object] | None = None
    ):
        self.code = code
        self.errors: dict[str, object] = dict(errors) if errors is not None else {field: message}
        super().__init__(code)

    def settle(self) -> "RuleBroken":
        """What a door tells of this, called once nothing of the act is left; some rules then begin something else."""
        return self

    def __str__(self) -> str:
        return "; ".join(str(m) if f == FORM else f"{f}: {m}" for f, m in self.errors.items())


class Stale(RuleBroken):
    """Somebody else changed the record between reading and saving it."""

    status = 409

    def __init__(self, message: object):
        super().__init__(message, code="stale")
