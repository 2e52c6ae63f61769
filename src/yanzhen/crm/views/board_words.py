"""The board in HTML: cards are written in Python once, since templates cost most per row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from yanzhen.crm.queries.board import Card, Total
from yanzhen.lib.money import in_words


@dataclass(frozen=True)
class Words:
    """What every card says alike, translated once a page."""

    today: date
    page: str
    course: str
    customer: str
    amount: str
    expected: str
    overdue: str
    next: str
    move: str
    owner: str

    def days(self, since: date, stuck_from: date | None) -> str:
        """How long a card is in its stage, and beyond what is usual."""
        days = (self.today - since).days
        if stuck_from is None or stuck_from > self.today:
            return ""
        usual = (stuck_from - since).days - 1
        return ngettext("Stuck: {days} days here, usually {usual} day", "Stuck: {days} days here, usually {usual} days",
                        usual).format(days=days, usual=usual)  # fmt: skip


def words(today: date) -> Words:
    """The words of the reader's language."""
    return Words(
        today=today,
        page=reverse("crm:opportunity_record", args=[0]),
        course=reverse("crm:opportunity_course", args=[0]),
        customer=_("Customer"),
        amount=_("Amount"),
        expected=_("Expected close"),
        overdue=_("overdue"),
        next=pgettext("on a card", "Next"),
        move=_("Move “{name}”"),
        owner=_("Owner"),
    )


def card(one: Card, said: Words, may_move: bool) -> SafeString:
    """One card as an item of its column."""
    name, key = escape(one.name), one.pk
    url = said.page.replace("/0/", f"/{key}/")
    late = one.expected_on < said.today
    day = f'<time datetime="{one.expected_on}">{one.expected_on}</time>'
    if late:
        day += f' <span class="deal-late">{escape(said.overdue)}</span>'
    parts = [
        f'<li class="deal" tabindex="-1" data-deal="{key}" data-version="{one.version}" data-stage="{one.stage_id}"'
        f' data-day="{one.expected_on}" data-url="{url}">'
        f'<a class="deal-name" href="{url}">{name}</a>'
        f'<span class="deal-customer">{escape(one.customer)}</span>'
        f'<span class="deal-line"><span class="num">{in_words(one.amount, currency=one.currency)}</span>'
        f'<span class="deal-day" title="{escape(said.expected)}">{day}</span></span>'
    ]
    if one.next_step:
        when = f" · {one.next_on}" if one.next_on else ""
        parts.append(f'<span class="deal-next">{escape(said.next)}: {escape(one.next_step)}{when}</span>')
    if stuck := said.days(one.stage_since, one.stuck_from):
        parts.append(f'<span class="deal-stuck">{escape(stuck)}</span>')
    if one.owner:
        parts.append(f'<span class="deal-owner">{escape(one.owner)}</span>')
    if may_move:
        label = escape(said.move.format(name=one.name))
        course = said.course.replace("/0/", f"/{key}/")
        parts.append(f'<a class="deal-menu" href="{course}" aria-label="{label}" data-deal-menu></a>')
    return mark_safe("".join(parts) + "</li>")


def cards(found: Sequence[Card], said: Words, may_move: bool) -> SafeString:
    """The cards of a column one after the other."""
    return mark_safe("".join(card(one, said, may_move) for one in found))


def head(totals: Sequence[Total]) -> dict[str, Any]:
    """Count, sum and weighted sum as a column's head shows them; one line for each currency."""
    return {
        "count": f"{sum(t.count for t in totals):,}",
        "sums": [
            {
                "amount": in_words(t.amount, currency=t.currency),
                "weighted": in_words(t.weighted, currency=t.currency),
            }
            for t in totals
        ],
    }


def heads(totals: Mapping[int, Sequence[Total]], stages: Sequence[int]) -> dict[str, Any]:
    """The heads of some stages, for the script."""
    return {str(stage): head(totals.get(stage, [])) for stage in stages}
