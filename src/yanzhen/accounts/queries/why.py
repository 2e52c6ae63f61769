"""Why somebody can or cannot see something, in words, from the very sources and scopes that decide it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.accounts.enums import ReachLevel
from yanzhen.accounts.models import Role, User
from yanzhen.accounts.queries import actors, sources
from yanzhen.accounts.queries.sources import Source
from yanzhen.organization.queries import employees, people, units
from yanzhen.platform import functions, masks, signing
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import Scoped
from yanzhen.platform.pages.fields import listed
from yanzhen.platform.pages.nouns import Noun

OWN_RULES = {
    "accounts.apikey": gettext_lazy("One's own keys are always open; those of others only to whoever sees the users."),
    "accounts.substitution": gettext_lazy("Both people of a substitution always see it."),
}
"""Kinds of records whose list has a rule beside the reach."""


@dataclass(frozen=True)
class Step:
    """One step of the derivation: whether it opens (None: it only tells), and the words."""

    opens: bool | None
    text: str


@dataclass(frozen=True)
class Answer:
    """The verdict and how it comes about."""

    verdict: bool
    subject: str
    steps: list[Step] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def of_function(code: str, user: User, day: date | None = None) -> Answer:
    """Whether a person has a function, by which role, and from when to when."""
    today = day or timezone.localdate()
    found = sources.of(user, today, all_days=True)
    actor = actors.actor_of(user, today)
    label = functions.in_words([code])[0]
    giving = [source for source in found if code in source.functions]
    steps = [] if user.is_active else [Step(False, _("The account is closed."))]
    steps += [Step(source.holds and actor.can(code), _given_by(source, label, today)) for source in giving]
    if not actor.can(code):
        steps.append(Step(False, _("The function “{function}” is missing.").format(function=label)))
        steps.append(Step(None, _whom_to_ask(code)))
    return Answer(actor.can(code), _("the function “{function}”").format(function=label), steps)


def of_record(
    noun: Noun, pk: int, user: User, *, code: str = "", full: bool = False, limits: "Actor | None" = None
) -> Answer:
    """Whether a person sees (or may do `code` with) one record, and over which path.

    Without `full` a record out of reach and one that does not exist read alike. `limits` is the actor to go by where it
    is narrower than the person: during "see as", or of a key.
    """
    today = timezone.localdate()
    actor = limits or actors.actor_of(user, today)
    view, act = noun.code("view"), code or noun.code("view")
    asked = dict.fromkeys([view, act])
    by_function = [of_function(c, user, today) for c in asked]
    steps = [step for answer in by_function for step in answer.steps]
    row = noun.visible(actor).filter(pk=pk).first() if 0 <= pk < 2**63 else None
    subject = f"{noun.label} “{row}”" if row is not None else f"{noun.label} {pk}"
    if not all(actor.can(c) for c in asked):
        if all(answer.verdict for answer in by_function):
            steps.append(Step(False, _("This look or key is narrower than the person.")))
        return Answer(False, subject, steps)
    held = [s for s in sources.of(user, today) if s.holds]
    if row is not None:
        steps += _paths_to(row, [s for s in held if view in s.functions], noun)
        may = act == view or _in_reach(row, [s for s in held if act in s.functions])
        if not may:
            label = functions.in_words([act])[0]
            steps.append(Step(False, _("“{function}” does not reach this record.").format(function=label)))
        return Answer(may, subject, steps, hidden_fields(noun, actor))
    steps.append(Step(False, _("There is no such record, or it lies outside this reach.")))
    if full:
        steps += _in_full(noun, pk, [s for s in held if view in s.functions])
    return Answer(False, subject, steps)


def hidden_fields(noun: Noun, actor: Actor) -> list[str]:
    """Which fields are hidden, and by which missing function."""
    found = []
    for name, mask in noun.model.masks.items():
        if masks.is_hidden(noun.model, name, actor):
            label = capfirst(str(noun.model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
            text = _("{field} is hidden: the function “{function}” is missing.")
            found.append(text.format(field=label, function=functions.in_words([mask])[0]))
    return found


def _given_by(source: Source, label: str, today: date) -> str:
    text = _("The role {role} gives “{function}” for: {reach}.").format(
        role=source.grant.role.label, function=label, reach=reach_in_words(source)
    )
    if source.substitution is not None:
        text += " " + _("That is the role of {absent}, for whom there is a substitution.").format(absent=source.holder)
    days = days_in_words(source.starts_on, source.ends_on)
    if days:
        text += " " + days
    if not source.holds:
        text += " " + (
            _("It has not begun yet.")
            if source.starts_on and source.starts_on > today
            else _("It does not hold today.")
        )
    return text


def days_in_words(starts_on: date | None, ends_on: date | None) -> str:
    """From when to when; empty without an end or beginning."""
    if starts_on and ends_on:
        return _("From {first} to {last}.").format(first=starts_on, last=ends_on)
    if starts_on:
        return _("From {first} on.").format(first=starts_on)
    return _("Until {last}.").format(last=ends_on) if ends_on else ""


def reach_in_words(source: Source) -> str:
    """The reach of a source: with the unit where it begins."""
    grant = source.grant
    label = str(grant.get_reach_display())
    if grant.reach != ReachLevel.UNIT:
        return label
    unit = grant.unit or (grant.user.employee.unit if grant.user.employee is not None else None)
    return f"{label} ({unit.label})" if unit is not None else f"{label} ({_('no unit')})"


def _whom_to_ask(code: str) -> str:
    roles = [role.label for role in Role.objects.order_by("code") if code in role.functions]
    named = listed(roles) if roles else _("no role")
    return _("It comes with: {roles}. An administrator can give a role.").format(roles=named)


def _in_reach(row: Scoped, held: Iterable[Source]) -> bool:
    return any(signing.holds(row, source.reach) for source in held)


def _paths_to(row: Any, held: list[Source], noun: Noun) -> list[Step]:
    found = [Step(True, text) for source in held for text in paths(row, source)]
    if not found or noun.name in OWN_RULES:
        own = OWN_RULES.get(noun.name)
        found.append(Step(True, str(own) if own else _("A rule of this kind of record opens it.")))
    return list(dict.fromkeys(found))


def paths(row: Scoped, source: Source) -> list[str]:
    """Over which ways a source reaches a row, in words; empty when it does not."""
    scope, reach = type(row).scope, source.reach
    if reach.everything:
        return [_("The role {role} reaches everything.").format(role=source.grant.role.label)]
    found = []
    if scope.shared and (reach.employee_ids or reach.unit_ids):
        found.append(_("Records of this kind are open to all who have the function."))
    for path in scope.owners:
        owner = _value(row, path)
        if owner in reach.employee_ids:
            found.append(_owned(row, path, owner, source))
    unit = _value(row, scope.unit) if scope.unit else None
    if unit in reach.unit_ids:
        start = source.grant.unit or (source.holder.employee.unit if source.holder.employee is not None else None)
        text = _("It belongs to the unit {unit}, at or below {start}.")
        found.append(text.format(unit=units.label(unit), start=start.label if start else "–"))
    return found


def _owned(row: Scoped, path: str, owner: int, source: Source) -> str:
    what, me = _label(type(row), path), source.holder.employee_id
    if owner == me:
        return _("{field}: {name} – that is the person themselves.").format(field=what, name=source.holder)
    chain = people.chain_to(owner, me) if me is not None else []
    text = _("{field}: {name}, who reports to {boss} over {chain}.")
    named = employees.by_key(owner)
    return text.format(field=what, name=named or owner, boss=source.holder, chain=" → ".join(chain))


def _in_full(noun: Noun, pk: int, held: list[Source]) -> list[Step]:
    """For those who explain the rights of others: whether there is such a record, and whose it is; never its name."""
    row = noun.model._default_manager.filter(pk=pk).first() if 0 <= pk < 2**63 else None
    if row is None:
        return [Step(None, _("In full: there is no such record."))]
    steps = [Step(None, _("In full: the record exists."))]
    for path in noun.model.scope.owners:
        named = employees.by_key(_value(row, path))
        text = _("{field}: {name}.").format(field=_label(noun.model, path), name=named or _("nobody"))
        steps.append(Step(None, text))
    if noun.model.scope.unit and (unit := _value(row, noun.model.scope.unit)):
        steps.append(Step(None, _("It belongs to the unit {unit}.").format(unit=units.label(unit))))
    steps += [
        Step(
            False, _("The role {role} reaches only: {reach}.").format(role=s.grant.role.label, reach=reach_in_words(s))
        )
        for s in held
        if not signing.holds(row, s.reach)
    ]
    return steps


def _value(row: models.Model, path: str) -> Any:
    """The key at the end of a scope's path, asked of the database: a list's row knows only what the list named."""
    return type(row)._default_manager.filter(pk=row.pk).values_list(path, flat=True).first()


def _label(model: type[models.Model], path: str) -> str:
    """What the path is called: the field at its end."""
    owner: Any = model
    label = str(model._meta.verbose_name)
    for name in path.split("__"):
        described = next(f for f in owner._meta.concrete_fields if name in (f.name, f.attname))
        label = str(owner._meta.verbose_name if described.primary_key else described.verbose_name)
        owner = described.related_model or owner
    return str(capfirst(label))
