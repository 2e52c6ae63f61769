from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.loyalty import forms, lists
from yanzhen.loyalty.enums import ANALYSIS_STEPS, AnalysisState, Cause, Part
from yanzhen.loyalty.models import CauseAnalysis, Evaluation, EvaluationRun, EvaluationScheme
from yanzhen.loyalty.services import analyses, evaluations, schemes
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe, listed
from yanzhen.platform.pages.nouns import Action, Noun, Tab

_s, _r, _e, _c = (partial(describe, m) for m in (EvaluationScheme, EvaluationRun, Evaluation, CauseAnalysis))
CUSTOMER, PERSON = lists.CUSTOMER, lists.PERSON
WEIGHTS = tuple(f"weight_{part}" for part in Part.values)
POINTS = tuple(f"{part}_points" for part in Part.values)


def _causes(row: CauseAnalysis, actor: Actor) -> str:
    return listed(str(Cause(code).label) for code in row.causes if code in Cause.values) or "–"


def _may(state: str) -> Any:
    return lambda row: state in ANALYSIS_STEPS[row.state]


SCHEMES = nouns.declare(
    Noun(
        model=EvaluationScheme,
        slug="evaluation-schemes",
        empty=_("A scheme says by which weights customers are graded. One is enough to begin."),
        icon="scale",
        list=lists.SCHEMES,
        fields=[
            _s("name"),
            _s("name_en"),
            _s("span"),
            _s("valid_from"),
            _s("currency"),
            *(_s(name) for name in WEIGHTS),
            *(_s(name) for name in ("from_a", "from_b", "from_c")),
            _s("version"),
        ],
        groups={_("Weights"): WEIGHTS, _("Grades by points"): ("from_a", "from_b", "from_c")},
        form=forms.EvaluationSchemeForm,
        services=schemes,
    )
)
RUNS = nouns.declare(
    Noun(
        model=EvaluationRun,
        slug="evaluation-runs",
        empty=_("Each grading of a period stands here. Grade the first period on the page of the customer evaluation."),
        icon="refresh",
        list=lists.RUNS,
        fields=[
            _r("scheme", page="loyalty:evaluationscheme_record"),
            _r("starts_on"),
            _r("ends_on"),
            _r("edition"),
            _r("is_current"),
            _r("state", tones=lists.RUN_TONES),
            _r("graded"),
            _r("unrated"),
            _r("dropped"),
            _r("reason"),
            _r("who"),
            _r("job", page="platform:job_record"),
            _r("created_at"),
            _r("ended_at"),
        ],
        form=forms.EvaluationRunForm,
        services=evaluations,
        state="state",
        has_notes=False,
    )
)
EVALUATIONS = nouns.declare(
    Noun(
        model=Evaluation,
        slug="customer-evaluations",
        empty=_("Grades of customers stand here, each point with its documents, once a period has been graded."),
        icon="award",
        list=lists.EVALUATIONS,
        fields=[
            _e("customer", page=CUSTOMER),
            _e("customer__owner", page=PERSON),
            _e("run", page="loyalty:evaluationrun_record"),
            _e("starts_on"),
            _e("grade", tones=lists.GRADE_TONES),
            _e("before", tones=lists.GRADE_TONES),
            _e("change", tones=lists.CHANGE_TONES),
            _e("points"),
            *(_e(name) for name in POINTS),
            _e("is_current"),
        ],
        groups={_("Points of the parts"): POINTS},
        state="grade",
    )
)
ANALYSES = nouns.declare(
    Noun(
        model=CauseAnalysis,
        slug="cause-analyses",
        empty=_("When a customer's grade drops, the cause is looked for here, with an owner and a date."),
        icon="zoom-question",
        list=lists.ANALYSES,
        fields=[
            _c("customer", page=CUSTOMER),
            _c("state", tones=lists.ANALYSIS_TONES),
            _c("from_grade", tones=lists.GRADE_TONES),
            _c("to_grade", tones=lists.GRADE_TONES),
            _c("evaluation", page="loyalty:evaluation_record"),
            _c("causes", words=_causes),
            _c("finding"),
            _c("action"),
            _c("owner", page=PERSON),
            _c("unit", page="organization:unit_record"),
            _c("due_on"),
            _c("result"),
            _c("version"),
        ],
        groups={
            _("The drop"): ("customer", "from_grade", "to_grade", "evaluation"),
            _("Why"): ("causes", "finding"),
            _("What is done"): ("action", "owner", "unit", "due_on", "result"),
        },
        state="state",
        form=forms.CauseAnalysisForm,
        services=analyses,
        actions=[
            Action(
                "act", pgettext_lazy("button", "Act on it"), analyses.act, "arrow-right",
                lambda row: row.state == AnalysisState.OPEN, primary=True,
            ),
            Action(
                "close", pgettext_lazy("button", "Close the analysis"), analyses.close, "circle-check",
                _may(AnalysisState.DONE), primary=True,
            ),
            Action(
                "reopen", pgettext_lazy("button", "Open again"), analyses.reopen, "refresh",
                lambda row: row.state == AnalysisState.DONE,
            ),
        ],
        may_change=lambda row: row.state != AnalysisState.DONE,
    )
)  # fmt: skip
nouns.relate("loyalty.evaluationscheme", Tab("runs", _("Evaluation runs"), "loyalty.evaluationrun", "scheme"))
nouns.relate("loyalty.evaluationrun", Tab("evaluations", _("Grades"), "loyalty.evaluation", "run"))
timeline.VERBS.update({"graded_customers": _("graded the customers")})
timeline.LABELS.update({"graded": _("graded"), "unrated": _("not rated"), "dropped": _("worse than before")})
CARE = pgettext_lazy("navigation", "Customer care")
navigation.add(
    navigation.Place(41, _("Customer evaluation"), "award", "loyalty:hub", "loyalty.view_evaluation", section=CARE)
)
navigation.add_setting(
    navigation.Place(
        330, _("Evaluation schemes"), "scale", "loyalty:evaluationscheme_list", "loyalty.view_evaluationscheme",
        section=_("Catalogue"),
    )
)  # fmt: skip
