"""The rights of the whole firm, as tables: people by role and reach, a role by function, a function by people."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

from yanzhen.accounts.enums import ReachLevel
from yanzhen.accounts.models import Grant, Role, User
from yanzhen.accounts.queries import duties, grants, sources, substitutions, users
from yanzhen.accounts.queries.sources import Source
from yanzhen.platform import functions, masks
from yanzhen.platform.actor import Actor


@dataclass(frozen=True)
class Row:
    """One kind of record: by act the code of its function, and the functions beside the five acts."""

    label: str
    acts: Mapping[str, str]
    extras: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Entry:
    """One person: the roles they hold or will hold, whom they stand in for, and what they should not hold."""

    user: User
    grants: list[Grant] = field(default_factory=list)
    standing_in: list[Any] = field(default_factory=list)
    violations: list[duties.Violation] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """What a change does: a function, how many people gain it and how many lose it."""

    label: str
    gaining: list[str]
    losing: list[str]


def grid() -> list[tuple[str, list[Row]]]:
    """Every function there is, by app and kind of record; masks and what belongs to no record stand in extra rows."""
    by_app: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    extras: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for code, function in functions.all_functions().items():
        app, act, noun = _split(code)
        if act:
            by_app[app][noun][act] = code
        else:
            extras[app][_model_of(app, code) or ""].append((code, capfirst(str(function.label))))
    return [
        (capfirst(str(apps.get_app_config(app).verbose_name)), list(_rows(app, by_app[app], extras[app])))
        for app in sorted({*by_app, *extras}, key=lambda a: str(apps.get_app_config(a).verbose_name))
    ]


def _split(code: str) -> tuple[str, str, str]:
    """App, act and model of a function on records; no act for any other."""
    app, _dot, name = code.partition(".")
    act, _line, noun = name.partition("_")
    known = act in functions.ACTS and code not in masks.ALL and noun in apps.get_app_config(app).models
    return (app, act, noun) if known else (app, "", "")


def _model_of(app: str, code: str) -> str:
    last = code.rpartition("_")[2]
    return last if last in apps.get_app_config(app).models and code not in masks.ALL else ""


def _rows(
    app: str, nouns: Mapping[str, Mapping[str, str]], extras: Mapping[str, list[tuple[str, str]]]
) -> Iterator[Row]:
    named = [(capfirst(str(apps.get_model(app, noun)._meta.verbose_name_plural)), noun) for noun in nouns]
    for label, noun in sorted(named):
        yield Row(label, nouns[noun], extras.get(noun, []))
    rest = [extra for noun, found in extras.items() if noun not in nouns for extra in found]
    if rest:
        yield Row("", {}, rest)


def people(actor: Actor, *, text: str = "", role: str = "", reach: str = "") -> list[Entry]:
    """The people `actor` sees, with their rights, filtered by name, role or reach."""
    found = users.visible(actor).filter(is_active=True)
    if text := text.replace("\x00", "").strip():
        found = found.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
    entries = {user.pk: Entry(user) for user in found}
    held = grants.lasting().filter(user_id__in=entries).select_related("role", "unit").order_by("role__code", "pk")
    for grant in held:
        entries[grant.user_id].grants.append(grant)
    standing = substitutions.lasting().filter(substitute_id__in=entries).select_related("absent")
    for row in standing.order_by("starts_on", "pk"):
        entries[row.substitute_id].standing_in.append(row)
    for violation in duties.violations(entries):
        entries[violation.user_id].violations.append(violation)
    wanted = [e for e in entries.values() if not role or any(g.role.code == role for g in e.grants)]
    return [e for e in wanted if not reach or any(g.reach == reach for g in e.grants)]


def differences(role: Role, codes: Iterable[str]) -> list[Difference]:
    """Who would gain or lose what if `role` had these functions; what people have by another role is no difference."""
    was, now = set(role.functions), set(codes)
    changed = sorted(was ^ now)
    holders = list(
        User.objects.filter(pk__in=grants.lasting().filter(role=role).values("user_id"), is_active=True).order_by("pk")
    )
    others: dict[int, set[str]] = defaultdict(set)
    rest = grants.lasting().filter(user__in=holders).exclude(role=role)
    for user_id, held in rest.values_list("user_id", "role__functions"):
        others[user_id] |= set(held)
    return [
        Difference(
            label,
            [str(u) for u in holders if code in now and code not in others[u.pk]],
            [str(u) for u in holders if code in was and code not in others[u.pk]],
        )
        for code, label in zip(changed, functions.in_words(changed), strict=True)
    ]


def person_differences(user: User, held: Iterable[Grant]) -> tuple[list[str], list[str]]:
    """What a person would gain and lose, in words, if they held these grants."""
    was = {code for g in grants.lasting().filter(user=user).select_related("role") for code in g.role.functions}
    now = {code for grant in held for code in grant.role.functions}
    return functions.in_words(sorted(now - was)), functions.in_words(sorted(was - now))


def holders(
    actor: Actor, code: str, unit_id: int | None = None, day: date | None = None
) -> list[tuple[User, list[Source]]]:
    """Who can do this today, by which source; with a unit only those whose reach holds that unit's rows."""
    today = day or timezone.localdate()
    found = []
    for user in users.visible(actor).filter(is_active=True):
        giving = [
            source
            for source in sources.of(user, today)
            if source.holds
            and code in source.functions
            and (unit_id is None or source.reach.everything or unit_id in source.reach.unit_ids)
        ]
        if giving:
            found.append((user, giving))
    return found


def table(actor: Actor) -> Iterator[list[Any]]:
    """One line for each person, role and function: the table of rights, for the auditor."""
    levels = dict(ReachLevel.choices)
    for entry in people(actor):
        for grant in entry.grants:
            for code, label in zip(
                sorted(grant.role.functions), functions.in_words(sorted(grant.role.functions)), strict=True
            ):
                yield [
                    entry.user.username,
                    str(entry.user),
                    grant.role.code,
                    grant.role.label,
                    code,
                    label,
                    str(levels[grant.reach]),
                    grant.unit.label if grant.unit else "",
                    grant.starts_on,
                    grant.ends_on,
                ]
