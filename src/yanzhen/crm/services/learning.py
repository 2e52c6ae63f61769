"""What closed opportunities teach: learnt once a day, kept with each stage, and taken over by a click."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.calc.pipeline.learning import Learning, Learnt, learn
from yanzhen.crm.models import Opportunity, Process, Stage, StageLearning
from yanzhen.crm.queries import pipeline, processes
from yanzhen.crm.services import stages
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import shifted
from yanzhen.platform import writes
from yanzhen.platform.actor import SYSTEM, Actor

MONTHS = 24
"""How far back closed opportunities are looked at."""


def daily() -> int:
    """Learn from all processes once a day; may run twice. How many were learnt from."""
    today = timezone.localdate()
    found = 0
    for process in Process.objects.order_by("pk"):
        if not StageLearning.objects.filter(stage__process=process, learnt_on__gte=today).exists():
            learn_process(process, today=today)
            found += 1
    return found


def learn_process(process: Process, *, today: date) -> Learning:
    """Learn from the opportunities of a process that were closed in the last two years."""
    rows = pipeline.closed_since(Opportunity.objects.filter(process=process), shifted(today, -MONTHS))
    ordered = processes.stages_of(process.pk)
    found = learn([stage.pk for stage in ordered], pipeline.deals(rows))
    by_key = {stage.pk: stage for stage in ordered}
    with transaction.atomic():
        for one in found.stages:
            _keep(by_key[one.stage], one, found, today)
    return found


def _keep(stage: Stage, one: Learnt, found: Learning, today: date) -> None:
    StageLearning.objects.update_or_create(
        stage=stage,
        defaults={
            "closed": one.reached.whole,
            "won": one.reached.part,
            "overall": found.overall.whole,
            "overall_won": found.overall.part,
            "percent": one.percent,
            "median_days": one.median_days,
            "most_days": one.most_days,
            "stays": one.stays,
            "usual_days": one.usual_days,
            "learnt_on": today,
        },
    )
    if stage.learnt_probability != one.percent:
        stages.learn(stage, actor=SYSTEM, probability=one.percent)


@writes.write("crm.change_process")
def take_usual_days(stage: Stage, *, actor: Actor) -> Stage:
    """Let the suggested usual duration of a stage be the one by which opportunities count as stuck."""
    row = StageLearning.objects.filter(stage=stage).first()
    if row is None or row.usual_days is None:
        message = _("Too few won opportunities stayed in this stage to suggest a duration.")
        raise RuleBroken(message, field="stage", code="too_few")
    return stages.change(stage, actor=actor, usual_days=row.usual_days)
