"""Rows of a comparison as table cells, and the heads above them."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.analysis.views import words
from yanzhen.figures.calc.figures import Change
from yanzhen.figures.queries.comparisons import Row
from yanzhen.figures.queries.sales import quantity_text
from yanzhen.lib.money import MISSING
from yanzhen.platform import amounts, masks
from yanzhen.platform.actor import Actor


def heads(actor: Actor, currency: str) -> list[str]:
    """Labels of the figures, the unit in the head."""
    unit = amounts.unit(actor, currency)
    return [
        _("net sales ({unit})").format(unit=unit),
        _("year before"),
        _("change"),
        _("change in %"),
        _("margin"),
        _("margin rate"),
        pgettext("measure", "orders"),
        _("quantity"),
        pgettext("measure", "customers"),
    ]


def cells(actor: Actor, row: Row, currency: str) -> list[dict[str, Any]]:
    """The figures of a row, in the order of the heads."""
    change: Change = row.net
    figures: list[dict[str, Any]] = [
        {"text": words.table(actor, change.now), "opens": True},
        {"text": words.table(actor, change.before)},
        {"text": words.table(actor, change.difference), "delta": change.direction},
        {"text": words.percent(change.rate, signed=True), "delta": change.direction},
        *_margin(actor, row),
        {"text": words.count(row.now["orders"])},
        {"text": _grouped(row.now["quantity"])},
        {"text": words.count(row.now["customers"])},
    ]
    return [{**figure, "label": label} for figure, label in zip(figures, heads(actor, currency), strict=True)]


def _grouped(thousandths: int) -> str:
    whole, point, rest = quantity_text(thousandths).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole not in {"-0"} else f"-0{point}{rest}"


def _margin(actor: Actor, row: Row) -> list[dict[str, Any]]:
    if not actor.can(masks.MARGIN):
        return [{"masked": True}, {"masked": True}]
    now, _before = row.margins()
    note = ""
    if now.margin is not None and now.coverage is not None and now.coverage != 1:
        note = _("cost known for {share} of net sales").format(share=words.percent(now.coverage))
    text = MISSING if now.margin is None else words.table(actor, now.margin)
    return [{"text": text, "note": note}, {"text": words.percent(now.rate), "note": note}]


def described(actor: Actor, row: Row, currency: str, titles: Sequence[dict[str, Any]], url: str) -> dict[str, Any]:
    """One row for the template."""
    return {"titles": titles, "url": url, "cells": cells(actor, row, currency)}
