"""Why something on a board cannot be, in words that say where, by how much and what to do."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import in_words
from yanzhen.planning.calc import typed
from yanzhen.planning.calc.allocation import CannotHold
from yanzhen.planning.models import Board
from yanzhen.planning.queries import places
from yanzhen.platform.actor import Actor

MOST = 6


def amount(cents: int) -> str:
    return in_words(Decimal(cents).scaleb(-2))


def troubles(board: Board, error: CannotHold, actor: Actor) -> list[dict[str, object]]:
    """Each trouble as data: what, on which side, which places, by how much."""
    found: list[dict[str, object]] = []
    for trouble in error.troubles[:MOST]:
        side = board.sides[trouble.axis] if 0 <= trouble.axis < len(board.sides) else ""
        keys = [board.keys[side][n] for n in trouble.places[:MOST]] if side else []
        found.append({"kind": trouble.kind, "side": side, "names": places.names(actor, side, keys) if side else [],
                      "by": trouble.by})  # fmt: skip
    return found


def infeasible(board: Board, error: CannotHold, actor: Actor) -> RuleBroken:
    """The refusal: nothing was forced."""
    told = [_sentence(trouble) for trouble in troubles(board, error, actor)]
    more = len(error.troubles) - len(told)
    if more > 0:
        text = ngettext("{count} more place is in the same case.", "{count} more places are in the same case.", more)
        told.append(text.format(count=more))
    return RuleBroken(" ".join(told), field="board", code="infeasible")


def _sentence(trouble: Mapping[str, object]) -> str:
    kind, by = trouble["kind"], amount(int(str(trouble["by"])))
    names: Sequence[str] = trouble["names"]  # type: ignore[assignment]
    where = ", ".join(names)
    if kind == "size":
        return _("This figure is too large for a board.")
    if kind == "differ":
        return _("The sums of the two sides differ by {by}.").format(by=by)
    if kind == "crossed":
        text = _("{where}: locked cells hold {by} more than the sums of the other side allow. Unlock some of them.")
        return text.format(where=where, by=by)
    if kind == "above":
        text = _("{where}: locks and floors need {by} more than the sum leaves. Unlock something, or raise the sum.")
        alone = _("Locks and floors need {by} more than this leaves. Unlock something, or type a larger figure.")
    else:
        text = _("{where}: {by} is left that no free cell can take. Unlock something, or lower the sum.")
        alone = _("{by} is left that no free cell can take. Unlock something, or type what the locked cells hold.")
    return text.format(where=where, by=by) if where else alone.format(by=by)


def no_figure(error: typed.NotANumber) -> str:
    """Why a text is no figure."""
    return {
        "currency": _("This is another currency; amounts are not converted."),
        "fine": _("Finer than a cent."),
        "large": _("Too large."),
    }.get(error.kind, _("This is not a figure."))


def cents_of(text: str, currency: str, field: str) -> int:
    """An amount that somebody typed."""
    try:
        value = typed.read(text, currency)
    except typed.NotANumber as error:
        raise RuleBroken(no_figure(error), field=field, code="figure") from error
    if value.kind != "amount":
        raise RuleBroken(_("Enter an amount here."), field=field, code="figure")
    return int(value.value)
