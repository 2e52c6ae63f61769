"""The model score of leads: trained by the worker on closed leads, told with its worth, kept with the open ones."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yanzhen.crm.calc.lead_scores.training import TRAINED, Answer
from yanzhen.crm.enums.leads import OPEN
from yanzhen.crm.models import Lead, LeadModel
from yanzhen.crm.permissions.leads import TRAIN
from yanzhen.crm.queries import lead_models as questions
from yanzhen.crm.services import lead_models
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.services import jobs

Job: Any = apps.get_model("platform", "Job")
KIND = "lead_score"
BATCH = 1_000
DAY = timedelta(days=1)


@writes.write(TRAIN)
def start(*, actor: Actor) -> Any:
    """Have the worker train on all closed leads and score the open ones; one training at a time."""
    running = Job.objects.select_for_update(no_key=True).filter(kind=KIND, state__in=jobs.OPEN).order_by("-pk").first()
    if running is not None:
        return running
    arguments = {"language": translation.get_language()}
    job = jobs.wait(kind=KIND, title=_("Model score of leads"), actor=actor, arguments=arguments)
    audit.record(actor, "train_lead_score", str(_("Model score of leads")))
    transaction.on_commit(lambda: carry_out.enqueue(job.pk))
    return job


def last_job() -> Any:
    """The latest training, whether it waits, runs or has ended; None before the first."""
    return Job.objects.filter(kind=KIND).order_by("-pk").first()


def renew() -> bool:
    """Train again each day while there is a score worth showing and leads have come since; whether it was started."""
    last = questions.latest()
    if last is None or last.verdict != TRAINED or last.trained_at > timezone.now() - DAY:
        return False
    if not Lead.objects.filter(state__in=OPEN, score=None).exists():
        return False
    start(actor=SYSTEM)
    return True


@task()
def carry_out(job_id: int) -> None:
    """The job; may run twice, for what came of it is stored in one go."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not jobs.begin(job):
        return
    with translation.override(job.arguments.get("language") or settings.LANGUAGE_CODE):
        try:
            train(who=job.who, job=job)
        except jobs.Cancelled:
            return
        except (lead_models.CannotTrain, RuleBroken, OSError) as error:
            jobs.fail(job, jobs.in_words(error))
        else:
            jobs.finish(job)


def train(*, who: str, job: Any = None) -> LeadModel:
    """Train, measure, store. Without a score worth showing the open leads lose the one they had."""
    keys, question = questions.question()
    if job is not None:
        jobs.progress(job, 0, total=len(question.outcomes) + len(keys))
    answer = lead_models.train(question)
    with transaction.atomic():
        if job is not None:
            jobs.proceed(job, len(question.outcomes) + len(keys), len(question.outcomes) + len(keys))
        return _store(keys, answer, who)


def _store(keys: Sequence[int], answer: Answer, who: str) -> LeadModel:
    found = LeadModel.objects.create(
        who=who, verdict=answer.report.verdict, report=asdict(answer.report), scored=len(answer.scores)
    )
    Lead.objects.filter(state__in=OPEN).exclude(score=None).update(score=None, score_parts={})
    if answer.report.verdict == TRAINED:
        scores = {key: _parts(one) for key, one in zip(keys, answer.scores, strict=True)}
        for start_at in range(0, len(keys), BATCH):
            _put(scores, keys[start_at : start_at + BATCH])
    return found


def _parts(one: Any) -> dict[str, Any]:
    return {"score": one.score, "base": one.base, "points": [list(pair) for pair in one.points]}


def _put(scores: Mapping[int, dict[str, Any]], keys: Sequence[int]) -> None:
    rows = list(Lead.objects.filter(pk__in=keys, state__in=OPEN).only("score", "score_parts").order_by("pk"))
    for row in rows:
        parts = dict(scores[row.pk])
        row.score, row.score_parts = parts.pop("score"), parts
    Lead.objects.bulk_update(rows, ["score", "score_parts"], batch_size=500)
