"""The tab of stakeholders on a customer's page: the picture of who reports to whom, today's people and those before."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from yanzhen.crm.calc import relation_map
from yanzhen.crm.calc.relation_map import Box, Person, Picture, clipped
from yanzhen.crm.enums.customers import Attitude, Influence
from yanzhen.crm.lists.stakeholders import STAKEHOLDERS, TONES
from yanzhen.crm.models import Stakeholder
from yanzhen.crm.queries import stakeholders
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import tables
from yanzhen.platform.pages.fields import describe

PERSON = "crm:stakeholder_record"
CHARACTER, PADDING = 7, 26
"""Width of one narrow character in the smallest type of a box, and what its sides take away."""
LETTER, BESIDE = 8, 66
"""The same of a name, beside which the dots of influence stand."""
SIGNS = {
    Attitude.CHAMPION: "++",
    Attitude.SUPPORTER: "+",
    Attitude.NEUTRAL: "o",
    Attitude.SCEPTIC: "-",
    Attitude.OPPONENT: "--",
}
"""A sign beside the word and the colour of each attitude, for whoever sees no colour."""
DOTS = {Influence.HIGH: "●●●", Influence.MEDIUM: "●●○", Influence.LOW: "●○○"}
NOW = ("name", "title", "role", "attitude", "influence", "needs", "starts_on")
EMPTY = gettext_lazy("Nobody is entered yet. Who uses the goods, who pays, who examines, and who helps us?")


def panel(customer: Any, actor: Actor) -> str:
    """The whole tab as HTML."""
    now, gone = stakeholders.at(customer.pk, actor)
    people = [Person(row.pk, row.reports_to_id) for row in now]
    successors = {row.replaces_id: row for row in now + gone if row.replaces_id}
    return render_to_string(
        "crm/stakeholders/panel.html",
        {
            "wide": _drawn(relation_map.wide(people), now),
            "narrow": _drawn(relation_map.narrow(people), now),
            "legend": [{"sign": SIGNS[a], "label": a.label, "name": a.value} for a in Attitude],
            "weights": [{"dots": DOTS[i], "label": i.label} for i in Influence],
            "now": _table(now, NOW, actor),
            "gone": [_before(row, successors.get(row.pk)) for row in gone],
            "add_url": f"{reverse('crm:stakeholder_add')}?customer={customer.pk}"
            if actor.can("crm.add_stakeholder")
            else "",
            "empty": EMPTY,
        },
    )


def _drawn(picture: Picture, rows: Sequence[Stakeholder]) -> dict[str, Any]:
    by_key = {row.pk: row for row in rows}
    return {
        "width": picture.width,
        "height": picture.height,
        "links": [" ".join(f"{x},{y}" for x, y in link.points) for link in picture.links],
        "boxes": [_box(box, by_key[box.key]) for box in picture.boxes],
    }


def _box(box: Box, row: Stakeholder) -> dict[str, Any]:
    columns = (box.width - PADDING) // CHARACTER
    attitude, influence = Attitude(row.attitude), Influence(row.influence)
    weight = _("influence: {degree}").format(degree=influence.label)
    # Which of the words are cut is said by the name of the link, which is read out and shown under the pointer.
    whole = [row.name, row.title, row.get_role_display(), str(attitude.label), weight]
    return {
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "url": reverse(PERSON, args=[row.pk]),
        "label": pgettext("between the facts of a person", ", ").join(filter(None, whole)),
        "name": clipped(row.name, (box.width - BESIDE) // LETTER),
        "title": clipped(row.title or row.get_role_display(), columns),
        "role": clipped(str(row.get_role_display()) if row.title else "", columns),
        "attitude": attitude.value,
        "stance": f"{SIGNS[attitude]} {attitude.label}",
        "weight": row.influence,
        "dots": DOTS[influence],
    }


def _table(rows: Sequence[Stakeholder], names: Sequence[str], actor: Actor) -> dict[str, Any]:
    columns = [STAKEHOLDERS.every.get(name) or describe(Stakeholder, name) for name in names]
    return {"columns": tables.heads(columns), "rows": tables.rows(rows, columns, actor, PERSON)}


def _before(row: Stakeholder, successor: Stakeholder | None) -> dict[str, Any]:
    """Who left, from when to when, and who came after."""
    return {
        "name": row.name,
        "title": row.title,
        "url": reverse(PERSON, args=[row.pk]),
        "role": row.get_role_display(),
        "stance": row.get_attitude_display(),
        "tone": TONES[Attitude(row.attitude)],
        "from": row.starts_on.isoformat(),
        "until": row.ends_on.isoformat() if row.ends_on else "",
        "successor": successor.name if successor else "",
        "successor_url": reverse(PERSON, args=[successor.pk]) if successor else "",
        "successor_from": successor.starts_on.isoformat() if successor else "",
    }
