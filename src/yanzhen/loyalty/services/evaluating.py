"""Carries an evaluation out: reads the books, grades everybody, keeps the edition, opens the cause analyses."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any

import orjson
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import Period
from yanzhen.loyalty.calc import evaluation as calc
from yanzhen.loyalty.enums import OPEN_RUNS, Change, Grade, RunState
from yanzhen.loyalty.models import Evaluation, EvaluationRun, EvaluationScheme
from yanzhen.loyalty.queries import evaluation_figures
from yanzhen.loyalty.services import analyses
from yanzhen.platform import audit
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.services import jobs

Job: Any = apps.get_model("platform", "Job")
BATCH = 2_000


@task()
def carry_out(job_id: int) -> None:
    """The job; may run twice: an edition is shown only when it is whole."""
    job = Job.objects.filter(pk=job_id).first()
    run = EvaluationRun.objects.select_related("scheme").filter(job_id=job_id).first()
    if job is None or run is None or run.state not in OPEN_RUNS:
        return
    if not jobs.begin(job):
        _end(run, RunState.FAILED, _("Stopped."))
        return
    with translation.override(job.arguments.get("language") or settings.LANGUAGE_CODE):
        try:
            make(run, job)
        except jobs.Cancelled:
            _end(run, RunState.FAILED, _("Stopped."))
        except (RuleBroken, ValueError, OSError) as error:
            _end(run, RunState.FAILED, jobs.in_words(error))
            jobs.fail(job, jobs.in_words(error))
        except Exception:  # whatever it was, the run must not stay open; the error itself goes on to the worker's log
            told = _("Something went wrong on our side; it has been noted.")
            _end(run, RunState.FAILED, told)
            jobs.fail(job, told)
            raise


def _end(run: EvaluationRun, state: str, reason: str = "") -> None:
    EvaluationRun.objects.filter(pk=run.pk, state__in=OPEN_RUNS).update(
        state=state, reason=reason[:300], ended_at=timezone.now()
    )


def make(run: EvaluationRun, job: Any = None) -> EvaluationRun:
    """Grade, keep, and open what a worse grade asks for; an edition like the last one is not kept again."""
    EvaluationRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    found = graded(run.scheme, Period(run.starts_on, run.ends_on))
    before = _grades_before(run)
    print_ = _fingerprint(found, before)
    last = _current(run)
    if last is not None and last.fingerprint == print_:
        _end(run, RunState.SAME, _("The books say the same as edition {n}.").format(n=last.edition))
        _finish(job, _("Nothing changed since edition {n}; no new one was made.").format(n=last.edition))
        run.refresh_from_db()
        return run
    Evaluation.objects.filter(run=run).delete()  # what a run that died left behind
    for number, part in enumerate(batched(found, BATCH)):
        Evaluation.objects.bulk_create(_row(run, one, before) for one in part)
        if job is not None:
            jobs.proceed(job, min((number + 1) * BATCH, len(found)), len(found))
    _show(run, found, print_, before)
    run.refresh_from_db()
    opened, ownerless = analyses.open_for(run)
    words = _("{graded} graded, {unrated} not rated; {opened} cause analyses opened, {ownerless} without an owner.")
    _finish(job, words.format(graded=run.graded, unrated=run.unrated, opened=opened, ownerless=ownerless))
    return run


def _finish(job: Any, text: str) -> None:
    if job is not None:
        jobs.log(job, text)
        jobs.finish(job)


def graded(scheme: EvaluationScheme, period: Period) -> list[calc.Graded]:
    """Everybody's grade, as the books stand now."""
    figures = evaluation_figures.of(scheme, period)
    among = calc.peers(figures)
    return [calc.grade(one, among, scheme.weights, scheme.bounds) for one in figures]


def _current(run: EvaluationRun) -> EvaluationRun | None:
    """The edition of this period that counts now, by any edition of the scheme."""
    rows = EvaluationRun.objects.filter(
        scheme__span=run.scheme.span, scheme__currency=run.scheme.currency, starts_on=run.starts_on, is_current=True
    )
    return rows.order_by("-pk").first()


def _grades_before(run: EvaluationRun) -> dict[int, str]:
    """The grades of the period just before, by customer; empty where it was not evaluated."""
    rows = EvaluationRun.objects.filter(
        scheme__span=run.scheme.span, scheme__currency=run.scheme.currency, ends_on__lt=run.starts_on, is_current=True
    )
    last = rows.order_by("-starts_on", "-pk").first()
    if last is None:
        return {}
    return dict(Evaluation.objects.filter(run=last).order_by().values_list("customer_id", "grade"))


def _fingerprint(found: Sequence[calc.Graded], before: dict[int, str]) -> str:
    told = hashlib.sha256()
    for one in found:
        told.update(orjson.dumps([one.customer, before.get(one.customer), _working(one)], option=orjson.OPT_SORT_KEYS))
    return told.hexdigest()


def _working(one: calc.Graded) -> dict[str, Any]:
    return {
        "known": one.known_weight,
        "parts": {
            p.part: {
                "weight": p.weight,
                "points": None if p.points is None else str(p.points),
                "contribution": None if p.contribution is None else str(p.contribution),
                "note": p.note,
                "facts": dict(p.facts),
            }
            for p in one.parts
        },
    }


def _row(run: EvaluationRun, one: calc.Graded, before: dict[int, str]) -> Evaluation:
    was = before.get(one.customer)
    return Evaluation(
        run=run,
        customer_id=one.customer,
        starts_on=run.starts_on,
        grade=one.letter,
        before=was or Grade.NONE,
        change=calc.change(was, one.letter),
        points=one.points,
        working=_working(one),
        **{f"{p.part}_points": p.points for p in one.parts},
    )


def _show(run: EvaluationRun, found: Iterable[calc.Graded], print_: str, before: dict[int, str]) -> None:
    """Put this edition in the place of the last one, in one moment."""
    letters = [(one.letter, calc.change(before.get(one.customer), one.letter)) for one in found]
    unrated = sum(1 for letter, _c in letters if letter == Grade.NONE)
    with transaction.atomic():
        EvaluationScheme.objects.select_for_update().get(pk=run.scheme_id)
        alike = EvaluationRun.objects.filter(
            scheme__span=run.scheme.span, scheme__currency=run.scheme.currency, starts_on=run.starts_on
        )
        edition = (alike.aggregate(last=Max("edition"))["last"] or 0) + 1
        Evaluation.objects.filter(run__in=alike, is_current=True).update(is_current=False)
        alike.filter(is_current=True).update(is_current=False)
        Evaluation.objects.filter(run=run).update(is_current=True)
        values = {
            "edition": edition, "is_current": True, "state": RunState.DONE, "fingerprint": print_,
            "graded": len(letters) - unrated, "unrated": unrated, "ended_at": timezone.now(),
            "dropped": sum(1 for _l, change in letters if change == Change.DOWN),
        }  # fmt: skip
        EvaluationRun.objects.filter(pk=run.pk).update(**values)
        told = {k: str(values[k]) for k in ("edition", "graded", "unrated", "dropped")}
        audit.record(SYSTEM, "graded_customers", run, after=told)
