"""Saved views of lists: kept, shared, put in order and taken back; and what each person made of a list."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, people
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import ListHabit, SavedView
from yanzhen.platform.models.views import Sharing
from yanzhen.platform.writes import write

MOST_VIEWS = 100
"""How many views one person may keep of one list."""


def _unit_of(actor: Actor) -> int | None:
    person = people.person(actor.user_id)
    return None if person is None else person.unit_id


def seen(noun: str, actor: Actor, reach_code: str) -> models.QuerySet[SavedView]:
    """Views of a list that `actor` may use: own ones, those for everybody, those of a unit that is theirs."""
    if actor.user_id is None:
        return SavedView.objects.none()
    units = {*actor.reach(reach_code).unit_ids} - {None}
    open_to = Q(user_id=actor.user_id) | Q(sharing=Sharing.EVERYBODY)
    rows = SavedView.objects.filter(noun_name=noun, removed_at=None)
    if rows.filter(sharing=Sharing.UNIT).exclude(user_id=actor.user_id).exists():
        units.add(_unit_of(actor))  # type: ignore[arg-type]
        open_to |= Q(sharing=Sharing.UNIT, unit_id__in=[u for u in units if u is not None])
    return rows.filter(open_to)


def _own(view: SavedView, actor: Actor) -> SavedView:
    """The row under its lock; only who keeps a view may change it."""
    row = SavedView.objects.select_for_update().get(pk=view.pk)
    if actor.user_id is None or row.user_id != actor.user_id:
        raise RuleBroken(_("Only {name}, who keeps this view, may change it.").format(name=row.who), code="not_yours")
    return row


def _told(view: SavedView) -> dict[str, Any]:
    return {"name": view.name, "sharing": view.sharing, "parameters": view.parameters, "place": view.place}


def _named(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > 60:
        raise RuleBroken(_("A name of 1 to 60 characters, please."), field="name", code="name")
    return name


def _sharing(sharing: str, actor: Actor) -> dict[str, Any]:
    if sharing not in Sharing.values:
        raise RuleBroken(_("Not one of the choices: {values}.").format(values=sharing[:40]), field="sharing")
    if sharing != Sharing.NOBODY:
        actor.require("platform.share_view")
    unit_id = _unit_of(actor) if sharing == Sharing.UNIT else None
    if sharing == Sharing.UNIT and unit_id is None:
        raise RuleBroken(_("You belong to no unit with which to share."), field="sharing", code="unit")
    return {"sharing": sharing, "unit_id": unit_id}


@write("platform.save_view")
def create(
    *, actor: Actor, noun: str, name: str, parameters: Mapping[str, str], sharing: str = Sharing.NOBODY
) -> SavedView:
    """Keep a state of a list under a name. The door has checked that the list understands the parameters."""
    if actor.user_id is None:
        raise RuleBroken(_("Only a person keeps views."), code="person")
    kept = SavedView.objects.filter(noun_name=noun, user_id=actor.user_id, removed_at=None)
    if kept.count() >= MOST_VIEWS:
        raise RuleBroken(_("At most {most} views of one list.").format(most=MOST_VIEWS), code="most")
    last = kept.aggregate(last=models.Max("place"))["last"]
    view = SavedView.objects.create(
        noun_name=noun,
        name=_named(name),
        user_id=actor.user_id,
        who=actor.name,
        parameters=dict(parameters),
        place=0 if last is None else last + 1,
        **_sharing(sharing, actor),
    )
    audit.record(actor, "create", view, after=_told(view))
    return view


@write("platform.save_view")
def change(
    view: SavedView,
    *,
    actor: Actor,
    name: str | None = None,
    sharing: str | None = None,
    parameters: Mapping[str, str] | None = None,
    place: int | None = None,
) -> SavedView:
    """Rename a view, share it, give it another state or another place among the tabs."""
    row = _own(view, actor)
    before = _told(row)
    if name is not None:
        row.name = _named(name)
    if sharing is not None:
        for field, value in _sharing(sharing, actor).items():
            setattr(row, field, value)
    if parameters is not None:
        row.parameters = dict(parameters)
    if place is not None:
        row.place = place
    old, new = audit.differences(before, _told(row))
    if new:
        row.version += 1
        row.save()
        audit.record(actor, "change", row, before=old, after=new)
    return row


@write("platform.save_view")
def move(view: SavedView, *, actor: Actor, step: int) -> SavedView:
    """Put a view one place to the left (-1) or to the right (1) among one's own."""
    row = _own(view, actor)
    own = list(SavedView.objects.filter(noun_name=row.noun_name, user_id=row.user_id, removed_at=None))
    at = next(n for n, v in enumerate(own) if v.pk == row.pk)
    own.insert(max(0, min(len(own) - 1, at + step)), own.pop(at))
    for place, other in enumerate(own):
        SavedView.objects.filter(pk=other.pk).exclude(place=place).update(place=place)
    audit.record(actor, "change", row, before={"place": at}, after={"place": own.index(row)})
    return row


@write("platform.save_view")
def remove(view: SavedView, *, actor: Actor) -> SavedView:
    """Take a view away; `restore` brings it back."""
    row = _own(view, actor)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    audit.record(actor, "remove", row, before=_told(row))
    return row


@write("platform.save_view")
def restore(view: SavedView, *, actor: Actor) -> SavedView:
    """Bring a removed view back."""
    row = _own(view, actor)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    audit.record(actor, "create", row, after=_told(row))
    return row


# -- Habits: one's own convenience, of which the trail tells nothing ---------------------------------------------------


def habit(noun: str, actor: Actor) -> ListHabit | None:
    """What this person made of this list."""
    if actor.user_id is None:
        return None
    return ListHabit.objects.filter(user_id=actor.user_id, noun_name=noun).first()


@write("platform.save_view")
def keep_habit(*, actor: Actor, noun: str, **values: Any) -> None:
    """Remember columns, density, or the view a list opens with, for one person."""
    if actor.user_id is not None:
        ListHabit.objects.update_or_create(user_id=actor.user_id, noun_name=noun, defaults=values)
