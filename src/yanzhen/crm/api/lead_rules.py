"""The dry run of the rules, the worth of the model score, and where a web form is, for programs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from yanzhen.crm.nouns.leads import FORMS
from yanzhen.crm.permissions.leads import TRAIN
from yanzhen.crm.queries import lead_rules
from yanzhen.crm.queries.lead_told import addresses, score_told, told
from yanzhen.crm.services import lead_scores
from yanzhen.platform.pages.api import Key, answer, row_of
from yanzhen.platform.pages.views import actor_of

router = Router(tags=["leads"])
RULES, POINTS, WEB = "crm.view_leadrule", "crm.view_leadpoint", "crm.view_leadform"


class LeadDryRunCount(Schema):
    """How many leads a rule would have given, or a person got."""

    id: int
    name: str
    leads: int


class LeadDryRunLine(Schema):
    """One lead: the rule that would have given it, and to whom; both null where none fits."""

    lead: int
    company: str
    rule: str | None
    employee: int | None


class LeadDryRun(Schema):
    """What the rules would have done with the leads of the last 30 days in reach."""

    since: datetime
    leads: int
    uncaught: int
    by_rule: list[LeadDryRunCount]
    by_person: list[LeadDryRunCount]
    lines: list[LeadDryRunLine]


class LeadModelField(Schema):
    """A field the model does not look at, and why."""

    field: str
    reason: str


class LeadModelGroup(Schema):
    """Leads held out of like score: how many, the chance expected and the share won, in percent."""

    count: int
    chance: int
    won: int


class LeadModelOut(Schema):
    """The last training: what came of it in one sentence, measured on the leads held out."""

    trained_at: datetime
    verdict: str
    is_good: bool
    words: str
    closed: int
    won: int
    held_out: int
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    brier: float | None
    scored: int
    used: list[str]
    left_out: list[LeadModelField]
    calibration: list[LeadModelGroup]


class LeadTraining(Schema):
    """The job that trains."""

    job: int


class LeadFormPlace(Schema):
    """The public address of a form, and the lines that put it into a website."""

    url: str
    snippet: str


@router.get(
    "/lead-rules/dry-run",
    response={200: LeadDryRun},
    operation_id="leadrule_dry_run",
    summary="What the rules would have given of the last month's leads",
    openapi_extra={"x-function": RULES},
)
def dry_run(request: HttpRequest, with_inactive: bool = False) -> HttpResponse:
    """Nothing is written."""
    actor = actor_of(request)
    actor.require(RULES)
    found = lead_rules.dry_run(actor, with_inactive=with_inactive)
    run = told(found)
    return answer(
        {
            "since": found.since,
            "leads": run["total"],
            "uncaught": run["uncaught"],
            "by_rule": [{"id": r["rule"].pk, "name": r["rule"].name, "leads": r["count"]} for r in run["by_rule"]],
            "by_person": [
                {"id": p["person"].pk, "name": str(p["person"]), "leads": p["count"]} for p in run["by_person"]
            ],
            "lines": [
                {
                    "lead": line["lead"].pk,
                    "company": line["lead"].company,
                    "rule": line["rule"] or None,
                    "employee": line["person"].pk if line["person"] else None,
                }
                for line in run["lines"]
            ],
        }
    )


@router.get(
    "/lead-score-model",
    response={200: LeadModelOut | None},
    operation_id="lead_score_model",
    summary="What the model score of leads is worth",
    openapi_extra={"x-function": POINTS},
)
def model(request: HttpRequest) -> HttpResponse:
    """Null before the first training."""
    actor_of(request).require(POINTS)
    found = score_told()
    if found is None:
        return answer(None)
    report, row = found["report"], found["row"]
    names = ("closed", "won", "held_out", "auc", "auc_low", "auc_high", "brier")
    return answer(
        {
            "trained_at": row.trained_at,
            "verdict": row.verdict,
            "is_good": found["is_good"],
            "words": found["verdict"],
            "scored": row.scored,
            **{name: report[name] for name in names},
            **{name: found[name] for name in ("used", "left_out")},
            "calibration": found["groups"],
        }
    )


@router.post(
    "/lead-score-model/train",
    response={202: LeadTraining},
    operation_id="lead_score_train",
    summary="Train the model score of leads",
    openapi_extra={"x-function": TRAIN},
)
def train(request: HttpRequest) -> HttpResponse:
    """The worker does it; a training that is under way is answered instead of a second one."""
    return answer({"job": lead_scores.start(actor=actor_of(request)).pk}, 202)


@router.get(
    "/lead-forms/{int:pk}/website",
    response={200: LeadFormPlace},
    operation_id="leadform_website",
    summary="Where a web form is, and how it is put into a website",
    openapi_extra={"x-function": WEB},
)
def website(request: HttpRequest, pk: Key) -> HttpResponse:
    """Its address holds a key that cannot be guessed."""
    actor = actor_of(request)
    actor.require(WEB)
    return answer(addresses(row_of(FORMS, actor, pk), request.build_absolute_uri("/")))


_GUARDED: tuple[tuple[Any, str], ...] = (
    (dry_run, RULES), (model, POINTS), (train, TRAIN), (website, WEB),
)  # fmt: skip
for _view, _code in _GUARDED:
    _view.function_code = _code
