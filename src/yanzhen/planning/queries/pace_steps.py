"""The working of a pace: each figure with its formula and inputs, in words."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yanzhen.planning.calc.pace import CLOSED, FORECAST, NO_BASIS, RUN_RATE
from yanzhen.planning.queries import pace_words as words
from yanzhen.planning.queries.pace import Standing
from yanzhen.platform.actor import Actor


def basis(actor: Actor, found: Standing) -> str:
    """Out of what the rest is expected, in a sentence."""
    rest = found.pace.rest
    if found.pace.basis == CLOSED:
        return _("The period is over: the actual is the end.")
    if rest is None or found.pace.basis == NO_BASIS:
        return _("There is no forecast, and fewer than three closed months: nothing tells how it will end.")
    if rest.basis == FORECAST:
        return _("The rest is the newest forecast ({model}) of the days to come.").format(model=found.model)
    day = words.table(actor, found.metric, rest.per_day)
    return _(
        "No forecast covers it, so the rest is the run-rate of {day} {unit} a working day, scattered as the last "
        "{months} closed months were."
    ).format(day=day, unit=words.unit(actor, found.metric, found.plan.currency), months=rest.history_months)


def steps(actor: Actor, found: Standing) -> list[tuple[str, str]]:
    """The working: each figure with its formula and inputs."""
    pace = found.pace

    def amount(cents: int | None) -> str:
        return words.table(actor, found.metric, cents)

    told = [
        (_("Measured"), _("at the end of {day}").format(day=date_format(found.on, "DATE_FORMAT"))),
        (_("Due to date"), _("Σ month's plan × working days passed ÷ its working days = {due}").format(
            due=amount(pace.due))),
        (_("Gap"), f"{amount(pace.actual)} − {amount(pace.due)} = {amount(pace.gap)}"),
        (_("The rest"), basis(actor, found)),
    ]  # fmt: skip
    if pace.expected is not None and pace.rest is not None and pace.basis in {FORECAST, RUN_RATE}:
        told += [
            (_("Expected at the end"), f"{amount(pace.actual)} + {amount(pace.rest.mean)} = {amount(pace.expected)}"),
            (_("95 % lie between"), f"{amount(pace.low95)} – {amount(pace.high95)}"),
        ]
    if pace.needed is not None:
        told.append((
            _("Needed a working day"),
            f"({amount(pace.plan)} − {amount(pace.actual)}) ÷ {pace.left} = {amount(pace.needed)}",
        ))  # fmt: skip
    return told
