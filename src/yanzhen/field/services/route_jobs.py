"""Routes of several days or people, worked out by the worker with progress; the answer is kept with the job."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yanzhen.field.calc.routes.faults import RouteFault
from yanzhen.field.calc.routes.possible import Possible
from yanzhen.field.queries import due, route_sheets, route_words
from yanzhen.field.services import routes
from yanzhen.field.services.visit_rules import check_day
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.people import directory
from yanzhen.platform.services import jobs

Job: Any = apps.get_model("platform", "Job")
KIND = "routes"
STEPS = 3
MOST_FURTHER = 60


def visible(actor: Actor) -> Any:
    """Jobs of routes that `actor` may see."""
    return Job.objects.visible_to(actor).filter(kind=KIND)


@writes.write(routes.PLAN)
def start(
    *, actor: Actor, people: Sequence[int], days: Sequence[date], is_filled: bool = False, is_shared: bool = False
) -> Any:
    """Have the worker plan these days of these people. `is_filled` offers those who are due beside the visits;
    `is_shared` lets any of the people make a visit that is no appointment."""
    if not people or not days:
        raise RuleBroken(_("Choose at least one person and one day."), field="days", code="required")
    if len(people) > routes.MOST_PEOPLE or len(days) > routes.MOST_DAYS:
        raise RuleBroken(_("That are too many days at once."), field="days", code="too_many")
    for day in days:
        check_day(day)
    arguments = {
        "language": translation.get_language(), "people": list(people), "days": [day.isoformat() for day in days],
        "is_filled": is_filled, "is_shared": is_shared,
    }  # fmt: skip
    title = _("Routes from {first} to {last}").format(first=min(days).isoformat(), last=max(days).isoformat())
    job = jobs.wait(kind=KIND, title=title, actor=actor, arguments=arguments)
    audit.record(actor, "plan_routes", title, after={"job": job.pk})
    key = job.pk
    transaction.on_commit(lambda: carry_out.enqueue(key))
    return job


@task()
def carry_out(job_id: int) -> None:
    """The job; may run twice: nothing is written but its answer."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not jobs.begin(job):
        return
    with translation.override(job.arguments.get("language") or settings.LANGUAGE_CODE):
        try:
            _work(job)
        except jobs.Cancelled:
            return
        except RouteFault as fault:
            jobs.note(job, fault=fault.code, fault_stops=list(fault.stops), fault_detail=fault.detail)
            jobs.fail(job, route_words.of_code(fault.code))
        except Exception:
            jobs.fail(job, _("Something went wrong on our side; it has been noted."))
            raise


def _work(job: Any) -> None:
    actor = directory().actor(job.user_id)
    actor.require(routes.PLAN)
    asked = job.arguments
    days = [date.fromisoformat(day) for day in asked["days"]]
    further = due_for(actor, asked["people"], days) if asked["is_filled"] else []
    jobs.proceed(job, 1, STEPS)
    sheet = route_sheets.sheet(actor, asked["people"], days, further, is_shared=asked["is_shared"])
    found = routes.best_possible(sheet)
    jobs.proceed(job, 2, STEPS)
    _keep(job, found, further)
    jobs.proceed(job, STEPS, STEPS)
    jobs.finish(job)


def _keep(job: Any, found: Possible, further: Sequence[int]) -> None:
    """Keep the answer with the job, and log what it is worth."""
    plan, left = found.plan, len(found.plan.left_out) + len(found.given_up)
    orders = {day.day: list(day.keys) for day in plan.days}
    jobs.note(
        job, orders=orders, given_up=found.given_up, further=list(further), is_exact=plan.is_exact, left=left
    )  # fmt: skip
    told = _("{visits} visits, {left} left out, {travel} minutes on the way.")
    visits = sum(len(keys) for keys in orders.values())
    jobs.log(job, told.format(visits=visits, left=left, travel=round(plan.travel)))


def title_of(job: Any) -> str:
    """Which days a job plans, in the reader's language."""
    days = job.arguments["days"]
    return _("Routes from {first} to {last}").format(first=min(days), last=max(days))


def due_for(actor: Actor, people: Sequence[int], days: Sequence[date]) -> list[int]:
    """The most urgent customers of these people who are due and not planned yet."""
    today = timezone.localdate()
    found: list[tuple[int, int]] = []
    for person in people:
        question = due.Question(today, max(days), owner=person)
        found += [(row.score, row.customer_id) for row in due.ask(actor, question)[:MOST_FURTHER]]
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return [customer for _score, customer in found[:MOST_FURTHER]]
