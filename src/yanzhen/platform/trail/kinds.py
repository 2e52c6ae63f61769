"""The kinds of alert, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext


@dataclass(frozen=True)
class Kind:
    """What an alert of this kind says, and how urgent it is."""

    name: str
    label: Any
    text: Any
    is_urgent: bool = True


KINDS = {
    kind.name: kind
    for kind in (
        Kind("mass_reading", gettext_lazy("Mass reading"), gettext_lazy("reads far more records than usual")),
        Kind("mass_listing", gettext_lazy("Long lists"), gettext_lazy("pages through very many rows of lists")),
        Kind("reading_stopped", gettext_lazy("Reading stopped"), gettext_lazy("reached the daily limit of records")),
        Kind("odd_hours", gettext_lazy("Odd hours"), gettext_lazy("works at an unusual hour"), is_urgent=False),
        Kind("refusals", gettext_lazy("Many refusals"), gettext_lazy("was refused again and again")),
        Kind("new_device", gettext_lazy("New device"), gettext_lazy("signed in from a new device"), is_urgent=False),
        Kind(
            "right_granted", gettext_lazy("Right granted"), gettext_lazy("changed what people may do"), is_urgent=False
        ),
        Kind("leaver", gettext_lazy("Leaving person"), gettext_lazy("takes data along while leaving")),
        Kind("many_reveals", gettext_lazy("Many reveals"), gettext_lazy("reveals many masked values")),
        Kind("backup_failed", gettext_lazy("Backup failed"), gettext_lazy("The backup failed")),
        Kind("chain_broken", gettext_lazy("Audit chain broken"), gettext_lazy("The audit trail was tampered with")),
        Kind(
            "head_not_sent",
            gettext_lazy("Head not sent"),
            gettext_lazy("The audit head reached no second place"),
        ),
    )
}
FACTS = {
    "records": gettext_lazy("distinct records today"),
    "listed": gettext_lazy("rows in lists today"),
    "median": gettext_lazy("own median a working day"),
    "days": gettext_lazy("working days it rests on"),
    "limit": gettext_lazy("limit"),
    "rule": gettext_lazy("rule"),
    "hour": gettext_lazy("hour"),
    "usual": gettext_lazy("usual hours"),
    "refusals": gettext_lazy("refusals in 10 minutes"),
    "paths": gettext_lazy("addresses asked for"),
    "day": gettext_lazy("day"),
    "left_on": gettext_lazy("leaves on"),
    "what": gettext_lazy("what"),
    "rows": gettext_lazy("rows"),
    "place": gettext_lazy("second place"),
    "tries": gettext_lazy("attempts"),
    "error": gettext_lazy("error"),
    "row": gettext_lazy("row"),
    "entry": gettext_lazy("audit entry"),
    "to": gettext_lazy("for"),
    "device": gettext_lazy("device"),
    "address": gettext_lazy("network address"),
    "reveals": gettext_lazy("reveals today"),
}
"""How the figures of an alert are called."""


def label(kind: str) -> str:
    """The name of a kind; the bare word of one that is not known here."""
    return str(KINDS[kind].label) if kind in KINDS else kind


def title(kind: str, who: str) -> str:
    """One line: who does what."""
    if kind not in KINDS:
        return f"{who} {kind}".strip()
    text = str(KINDS[kind].text)
    return pgettext("alert: who, what", "{who} {what}").format(who=who, what=text) if who else text


def facts(values: dict[str, Any]) -> list[tuple[str, str]]:
    """The figures of an alert with their names, in the order they were given."""
    return [(str(FACTS.get(name, name)), _said(name, value)) for name, value in values.items() if name != "links"]


def _said(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if name == "rule":
        return {
            "median": _("more than {times} times the own median"),
            "records": _("distinct records a day"),
            "stop": _("daily limit"),
        }.get(str(value).partition(":")[0], str(value)).format(times=str(value).partition(":")[2])
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:,}" if isinstance(value, int) else str(value)
