"""The thresholds of the read log and of the alerts: as they come, and as the firm has set them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import TrailSetting

SECONDS = 5.0
"""How long a process may go by what it read before."""


@dataclass(frozen=True)
class Threshold:
    """One number that can be set, with its bounds."""

    name: str
    label: Any
    usual: int
    low: int
    high: int


THRESHOLDS = {
    t.name: t
    for t in (
        Threshold("records_alert", gettext_lazy("Alert at so many distinct records a day"), 500, 10, 1_000_000),
        Threshold("records_stop", gettext_lazy("Stop reading at so many distinct records a day"), 2_000, 20, 1_000_000),
        Threshold("median_times", gettext_lazy("Alert at so many times the own median"), 3, 2, 100),
        Threshold("median_least", gettext_lazy("… but not below so many records"), 30, 0, 100_000),
        Threshold("listed_alert", gettext_lazy("Alert at so many rows of lists a day"), 20_000, 100, 100_000_000),
        Threshold("hour_from", gettext_lazy("Usual hours begin at"), 6, 0, 23),
        Threshold("hour_to", gettext_lazy("Usual hours end at"), 22, 1, 24),
        Threshold("refusals", gettext_lazy("Alert at so many refusals in 10 minutes"), 20, 3, 10_000),
        Threshold("reveals_alert", gettext_lazy("Alert at so many reveals a day"), 50, 3, 100_000),
        Threshold("unreached_day", gettext_lazy("Show so many likely duplicates out of reach a day"), 60, 1, 100_000),
        Threshold("unreached_minute", gettext_lazy("… and so many of them a minute"), 10, 1, 100_000),
        Threshold("leaver_days", gettext_lazy("Watch leaving people so many days ahead"), 30, 1, 365),
        Threshold("leaver_records", gettext_lazy("Alert when they read so many records a day"), 100, 1, 100_000),
        Threshold("keep_days", gettext_lazy("Keep the read log so many days"), 180, 180, 3_650),
    )
}
_known: dict[str, int] = {}
_known_at = 0.0


def values() -> dict[str, int]:
    """Every threshold as it holds now."""
    global _known, _known_at
    if not _known or time.monotonic() - _known_at > SECONDS:
        set_ones = dict(TrailSetting.objects.values_list("name", "value"))
        _known = {name: set_ones.get(name, t.usual) for name, t in THRESHOLDS.items()}
        _known_at = time.monotonic()
    return _known


def value(name: str) -> int:
    return values()[name]


def forget() -> None:
    """Read them again the next time."""
    _known.clear()


@writes.write("platform.set_trail")
def change(*, actor: Actor, given: Mapping[str, int]) -> dict[str, int]:
    """Set thresholds; those not given stay. Refuses what makes no sense together."""
    forget()
    before = dict(values())
    after = {**before, **given}
    _check(given, after)
    changed = {n: v for n, v in after.items() if before[n] != v}
    for name, number in changed.items():
        TrailSetting.objects.update_or_create(name=name, defaults={"value": number})
    if changed:
        audit.record(
            actor, "set_trail", _("Limits of reading and alerts"), before={n: before[n] for n in changed}, after=changed
        )
    forget()
    return after


def _check(given: Mapping[str, int], after: Mapping[str, int]) -> None:
    errors: dict[str, str] = {}
    for name, number in given.items():
        threshold = THRESHOLDS.get(name)
        if threshold is None:
            errors[name[:60]] = _("There is no such setting.")
        elif not threshold.low <= number <= threshold.high:
            errors[name] = _("From {low} to {high}.").format(low=f"{threshold.low:,}", high=f"{threshold.high:,}")
    if not errors and after["records_stop"] <= after["records_alert"]:
        errors["records_stop"] = _("The stop comes after the alert.")
    if not errors and after["hour_to"] <= after["hour_from"]:
        errors["hour_to"] = _("The end comes after the beginning.")
    if errors:
        raise RuleBroken(code="invalid", errors=errors)
