"""Filling call lists from a list of customers or leads as somebody filtered it, within their reach."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.tasks import task
from django.utils import translation
from django.utils.translation import gettext as _

from yanzhen.crm.calc import names
from yanzhen.crm.queries import contacts
from yanzhen.field.enums.calls import ListState
from yanzhen.field.models import CallList, CallTarget
from yanzhen.field.queries import calls as rows
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, people, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.pages import nouns, viewing
from yanzhen.platform.services import jobs

SOURCES = {"crm.customer": "customer", "crm.lead": "lead"}
MOST, AT_ONCE, BATCH = 5_000, 300, 500
KIND = "fill_call_list"
CHANGE = "field.change_calllist"
NOTHING = {"added": 0, "there": 0, "numberless": 0, "barred": 0}


def chosen(noun: str, parameters: Mapping[str, str], actor: Actor) -> QuerySet[Any]:
    """The customers or leads of a filter that `actor` may see, in the order of the list."""
    if noun not in SOURCES:
        raise RuleBroken(_("A call list is filled from customers or leads."), field="noun", code="noun")
    declared = nouns.get(noun)
    actor.require(declared.code("view"))
    query = viewing.asked(declared.list, actor, parameters)
    unknown = sorted(set(parameters) - query.known_parameters())
    if unknown:
        raise RuleBroken(_("This list has no such parameter."), field="filter", code="parameter")
    return query.ordered()


def fill(call_list: CallList, *, actor: Actor, noun: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Put a filter's customers or leads onto a list: at once when they are few, else by a job.

    Answers with what happened (`added`, `there` already, `numberless`, `barred`) or with the key of the `job`.
    """
    actor.require(CHANGE)
    total = chosen(noun, parameters, actor).count()
    if total > MOST:
        raise RuleBroken(
            _("That would be {total}; a list is filled with {most} at a time at most. Narrow the filter.").format(
                total=total, most=MOST
            ),
            field="filter", code="many",
        )  # fmt: skip
    if total > AT_ONCE:
        return {"job": start(call_list, actor=actor, noun=noun, parameters=parameters, total=total).pk}
    keys = list(chosen(noun, parameters, actor).values_list("pk", flat=True))
    return _poured(call_list, actor=actor, noun=noun, found=_numbered(noun, keys, actor))


@writes.write(CHANGE)
def start(call_list: CallList, *, actor: Actor, noun: str, parameters: Mapping[str, str], total: int) -> Any:
    """Let the worker fill a list."""
    _require_open(call_list)
    arguments = {
        "list": call_list.pk, "noun": noun, "parameters": dict(parameters), "language": translation.get_language(),
    }  # fmt: skip
    title = _("Filling the call list {name}").format(name=call_list.name)
    job = jobs.wait(kind=KIND, title=title, actor=actor, arguments=arguments)
    transaction.on_commit(lambda: carry_out.enqueue(job.pk))
    return job


@task()
def carry_out(job_id: int) -> None:
    """The job, in the name of whoever asked; may run twice, for who is on the list is not entered again."""
    job = apps.get_model("platform", "Job").objects.filter(pk=job_id).first()
    if job is None or not jobs.begin(job):
        return
    with translation.override(job.arguments.get("language") or settings.LANGUAGE_CODE):
        try:
            told = _work(job)
        except jobs.Cancelled:
            return
        except (RuleBroken, OSError, CallList.DoesNotExist) as error:
            jobs.fail(job, jobs.in_words(error))
        else:
            jobs.log(job, in_words(told))
            jobs.finish(job)


def _work(job: Any) -> dict[str, int]:
    actor = people.directory().actor(job.user_id) if job.user_id is not None else SYSTEM
    call_list = rows.lists(actor).get(pk=job.arguments["list"])
    noun, told = job.arguments["noun"], dict(NOTHING)
    keys = list(chosen(noun, job.arguments["parameters"], actor).values_list("pk", flat=True)[:MOST])
    for at in range(0, len(keys), BATCH):
        found = _numbered(noun, keys[at : at + BATCH], actor)
        with transaction.atomic():
            part = _poured(call_list, actor=actor, noun=noun, found=found)
            jobs.proceed(job, min(at + BATCH, len(keys)), len(keys))
        told = {name: told[name] + part[name] for name in told}
    return told


def in_words(told: Mapping[str, int]) -> str:
    """What filling came to."""
    return _(
        "{added} added; {there} were there already, {numberless} have no number, {barred} do not want calls."
    ).format(**told)


type Numbered = Sequence[tuple[int, int | None, str]]


def _numbered(noun: str, keys: Sequence[int], actor: Actor) -> Numbered:
    """Each record with the contact to call and the key of its number; read before anything is written."""
    found = {row.pk: row for row in nouns.get(noun).visible(actor).filter(pk__in=keys)}
    first: Mapping[int, Any] = {}
    if noun == "crm.customer" and actor.can("crm.view_contact"):
        first = rows.contacts_of(list(contacts.visible(actor).filter(customer_id__in=keys)))
    numbered = []
    for key in (key for key in keys if key in found):
        contact = first.get(key)
        number = contact.phone if contact is not None else found[key].phone
        numbered.append((key, contact.pk if contact is not None else None, names.phone_key(number)))
    return numbered


@writes.write(CHANGE)
def _poured(call_list: CallList, *, actor: Actor, noun: str, found: Numbered) -> dict[str, int]:
    row = writes.locked(call_list)
    _require_open(row)
    field = SOURCES[noun]
    there = set(
        CallTarget.objects.filter(call_list=row, **{f"{field}_id__in": [key for key, _c, _n in found]}).values_list(
            f"{field}_id", flat=True
        )
    )
    barred = rows.barred([number for _k, _c, number in found])
    fresh = [one for one in found if one[0] not in there and one[2] and one[2] not in barred]
    last = CallTarget.objects.filter(call_list=row).aggregate(last=Max("position"))["last"] or 0
    CallTarget.objects.bulk_create(
        CallTarget(call_list=row, position=last + n, contact_id=contact, **{f"{field}_id": key})
        for n, (key, contact, _number) in enumerate(fresh, 1)
    )
    told = {
        "added": len(fresh),
        "there": sum(1 for one in found if one[0] in there),
        "numberless": sum(1 for one in found if one[0] not in there and not one[2]),
        "barred": sum(1 for one in found if one[0] not in there and one[2] in barred),
    }
    if fresh:
        audit.record(actor, "fill_list", row, after={"rows": told["added"]})
    return told


def _require_open(call_list: CallList) -> None:
    if call_list.state != ListState.OPEN:
        raise RuleBroken(_("This list is closed."), code="closed")
