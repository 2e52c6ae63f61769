"""The pipeline's past: history, funnel, flow, what is learnt, drafted processes, the playbook."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.calc.pipeline.flow import Part
from yanzhen.crm.calc.pipeline.terms import Share
from yanzhen.crm.models import OpportunityChange, Playbook, Process, ProcessDraft, Stage, StageLearning
from yanzhen.crm.queries import pipeline_reports as reports
from yanzhen.crm.queries.pipeline import Created, Narrowed
from yanzhen.crm.services import customers, learning, opportunities, pipeline_history, playbooks, process_drafts
from yanzhen.crm.tests.pipeline_past import Past, change, past_of
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import Period
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import ExportRecord

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 20)
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))
MARCH_END = date(2026, 3, 31)


@pytest.fixture
def team() -> People:
    return people()


@pytest.fixture
def past(team: People) -> Past:
    owner = team.rep.employee
    return past_of(customers.create(actor=SYSTEM, owner=owner, name="上海云杉家具有限公司"), owner)


def client(team: People, name: str) -> Client:
    made = Client()
    made.force_login(getattr(team, name), backend="django.contrib.auth.backends.ModelBackend")
    return made


# -- History -----------------------------------------------------------------------------------------------------------


def history(key: int) -> list[tuple[str, str, bool]]:
    rows = OpportunityChange.objects.filter(opportunity_id=key).order_by("since")
    return [(str(r.amount), r.state, r.until is None) for r in rows]


def test_each_act_leaves_how_the_opportunity_stood(past: Past) -> None:
    made = opportunities.create(
        actor=SYSTEM, name="酒店", customer=past.customer, owner=past.owner, process=past.process,
        amount=Decimal("100.00"), expected_on=MARCH_END,
    )  # fmt: skip
    OpportunityChange.objects.update(since=timezone.localdate() - timedelta(days=9))
    changed = opportunities.change(made, actor=SYSTEM, amount=Decimal("120.00"))
    assert history(made.pk) == [("100.00", "open", False), ("120.00", "open", True)]
    opportunities.change(changed, actor=SYSTEM, amount=Decimal("130.00"))  # the same day: one row
    assert history(made.pk) == [("100.00", "open", False), ("130.00", "open", True)]
    opportunities.change(changed, actor=SYSTEM, next_step="电话")  # nothing that is kept
    assert len(history(made.pk)) == 2
    opportunities.win(changed, actor=SYSTEM, closed_on=timezone.localdate() - timedelta(days=3))
    assert history(made.pk)[-1] == ("130.00", "won", True), "closed before the last change: on the day of that"


def test_what_came_another_way_is_caught_up_with(past: Past) -> None:
    row = past.add(
        [(0, date(2026, 1, 5), date(2026, 1, 9)), (1, date(2026, 1, 9), date(2026, 2, 3))],
        state="won", closed=date(2026, 2, 3),
    )  # fmt: skip
    assert pipeline_history.catch_up() == 1
    assert history(row.pk) == [("100.00", "open", False), ("100.00", "won", True)]
    first = OpportunityChange.objects.filter(opportunity=row).order_by("since").first()
    assert first is not None
    assert (first.since, first.until) == (date(2026, 1, 5), date(2026, 2, 3))
    type(row).objects.update(amount=Decimal("99.00"), state="open", closed_on=None)
    assert pipeline_history.catch_up() == 1
    assert history(row.pk)[-1] == ("99.00", "open", True)
    assert pipeline_history.catch_up() == 0


# -- Flow --------------------------------------------------------------------------------------------------------------


def flowing(past: Past) -> None:
    """100 stays; 50 slips to April; 30 comes in; 20 won in February; 10 in dollars; 40 of the teammate is lost."""
    days = (date(2026, 1, 10), None)
    stays, slip = [(0, *days)], date(2026, 2, 10)
    change(past.add(stays), date(2026, 1, 10), None)
    late = past.add(stays, amount="50.00", expected=date(2026, 4, 30))
    change(late, date(2026, 1, 10), slip, expected_on=date(2026, 3, 1))
    change(late, slip, None)
    change(past.add(stays, amount="30.00"), date(2026, 2, 28), None)
    won = past.add(stays, amount="20.00", state="won", closed=slip)
    change(won, date(2026, 1, 10), slip)
    change(won, slip, None, state="won")
    change(past.add(stays, amount="10.00", currency="USD"), date(2026, 2, 1), None)


def test_flow_adds_up_and_opens_its_opportunities(team: People, past: Past) -> None:
    flowing(past)
    found = reports.flow_report(team.actor("rep"), Narrowed(), FEBRUARY, MARCH_END)
    sheet = found.of("CNY")
    assert sheet is not None
    amounts = {part.value: str(f.amount) for part, f in sheet.figures.items() if f.entries}
    # 100 + 50 + 20 = 170; + 30 came in − 50 slipped − 20 won = 130 = 100 + 30
    assert amounts == {
        "opening": "170.00", "came_in": "30.00", "slipped": "-50.00", "won": "-20.00", "closing": "130.00",
    }  # fmt: skip
    assert found.currencies == ("CNY", "USD")
    assert [r.opportunity.name for r in reports.rows(team.actor("rep"), reports.entries_of(sheet, "slipped"))] == [
        "商机2"
    ]
    later = reports.flow_report(team.actor("rep"), Narrowed(), FEBRUARY, None).of("CNY")
    assert later is not None
    assert later.figures[Part.SLIPPED].entries == ()


def test_flow_ends_where_reach_ends(team: People, past: Past) -> None:
    flowing(past)
    for name, sheets in (("teammate", 0), ("stranger", 0), ("manager", 2)):
        assert len(reports.flow_report(team.actor(name), Narrowed(), FEBRUARY, None).flows) == sheets
    narrowed = Narrowed(owner=team.teammate.employee.pk)
    assert reports.flow_report(team.actor("manager"), narrowed, FEBRUARY, None).flows == ()


# -- Funnel ------------------------------------------------------------------------------------------------------------


def test_funnel_counts_within_reach_and_cohort(team: People, past: Past) -> None:
    past.through(date(2026, 1, 5), 3, state="won")
    past.add([(0, date(2026, 1, 6), date(2026, 1, 8)), (2, date(2026, 1, 8), None)])
    past.add([(0, date(2025, 11, 6), None)])
    manager, narrowed = team.actor("manager"), Narrowed(process=past.process.pk, unit=team.manager.employee.unit_id)
    found = reports.funnel_report(manager, narrowed, Created(date(2026, 1, 1), date(2026, 1, 31)))
    assert [s.reached for s in found.funnel.steps] == [2, 2, 2, 1]
    assert [e.key for e in found.behind("waiting", past.stages[2].pk)] == [past.made[1].pk]
    assert [e.key for e in found.behind("won", None)] == [past.made[0].pk]
    assert reports.funnel_report(manager, narrowed, Created()).funnel.deals == 3
    assert reports.funnel_report(team.actor("teammate"), Narrowed(process=past.process.pk), Created()).deals == ()


# -- Learning ----------------------------------------------------------------------------------------------------------


def test_stages_learn_once_a_day_and_a_manager_takes_the_days(team: People, past: Past) -> None:
    day = timezone.localdate() - timedelta(days=60)
    for n in range(20):
        past.through(day, 3, state="won" if n < 10 else "lost")
    assert learning.daily() == 1
    assert learning.daily() == 0
    first = Stage.objects.get(pk=past.stages[0].pk)
    row = StageLearning.objects.get(stage=first)
    assert (row.closed, row.won, str(row.percent), row.usual_days) == (20, 10, "50.00", 3)
    assert first.learnt_probability == Decimal("50.00")
    assert learning.take_usual_days(first, actor=team.actor("manager")).usual_days == 3
    StageLearning.objects.update(usual_days=None)
    with pytest.raises(RuleBroken, match="Too few won"):
        learning.take_usual_days(first, actor=team.actor("manager"))


def test_twelve_deals_teach_nothing_and_say_so(team: People, past: Past) -> None:
    for _n in range(12):
        past.through(timezone.localdate() - timedelta(days=40), 2, state="won")
    learning.daily()
    assert Stage.objects.get(pk=past.stages[0].pk).learnt_probability is None
    page = client(team, "rep").get("/pipeline/learnt/", {"process": past.process.pk})
    assert "12 / 20" in page.content.decode() or "12 of 20" in page.content.decode()


# -- Drafts ------------------------------------------------------------------------------------------------------------


def test_a_manager_drafts_edits_and_publishes(team: People, past: Past) -> None:
    day = timezone.localdate() - timedelta(days=90)
    steps = [day + timedelta(days=4 * n) for n in range(4)]
    for n in range(10):  # the best skip the talk on price, and win 8 of 10
        stays = [(0, steps[0], steps[1]), (1, steps[1], steps[2]), (2, steps[2], steps[3])]
        past.add(stays, state="won" if n < 8 else "lost", closed=steps[3])
        past.through(day, 2, state="won" if n < 2 else "lost", owner=team.teammate.employee)
    manager = client(team, "manager")
    assert "初访" in manager.get("/pipeline/drafts/").content.decode()
    made = manager.post("/pipeline/drafts/make/", {"process": past.process.pk})
    draft = ProcessDraft.objects.get()
    assert made.url == f"/pipeline/drafts/{draft.pk}/"
    assert [(s.name, s.usual_days) for s in draft.process.stages.order_by("position")] == [
        ("初访", 4), ("需求", 4), ("方案", 4),
    ]  # fmt: skip
    assert not draft.process.is_active
    assert draft.working["best"] == [8, 10]
    assert draft.working["steps"][2]["support"] == [8, 8]
    page = manager.get(made.url).content.decode()
    assert "80 %" in page
    manager.post(f"/pipeline/drafts/{draft.pk}/publish/")
    assert Process.objects.get(pk=draft.process_id).is_active
    with pytest.raises(RuleBroken, match="published already"):
        process_drafts.publish(draft, actor=team.actor("manager"))
    assert client(team, "rep").post("/pipeline/drafts/make/", {"process": past.process.pk}).status_code == 403
    assert ProcessDraft.objects.count() == 1


def test_too_few_deals_draft_nothing(team: People, past: Past) -> None:
    past.through(date(2026, 1, 5), 3, state="won")
    with pytest.raises(RuleBroken, match="Too few closed deals"):
        process_drafts.make(actor=team.actor("manager"), source=past.process)
    assert Process.objects.count() == 1


# -- Playbook ----------------------------------------------------------------------------------------------------------


def test_the_playbook_follows_the_stage_and_counts_what_helped(team: People, past: Past) -> None:
    row = past.add([(0, timezone.localdate() - timedelta(days=10), None)])
    here = playbooks.create(actor=SYSTEM, title="谁签字", kind="question", stage=past.stages[0], text="合同谁签？")
    everywhere = playbooks.create(actor=SYSTEM, title="太贵", kind="objection", answer="算总成本")
    playbooks.create(actor=SYSTEM, title="收尾", kind="script", stage=past.stages[3])
    assert here.process_id == past.process.pk
    rep = client(team, "rep")
    page = rep.get(f"/opportunities/{row.pk}/playbook/").content.decode()
    assert ["谁签字" in page, "算总成本" in page, "收尾" in page] == [True, True, False]
    assert "is-stuck" in page, "ten days where seven are usual"
    rep.post(f"/opportunities/{row.pk}/playbook/{here.pk}/", {"helpful": "yes"})
    rep.post(f"/opportunities/{row.pk}/playbook/{here.pk}/", {"helpful": "yes"})
    told = {"entry": everywhere.pk, "is_helpful": None}
    answer = rep.post(f"/api/v1/opportunities/{row.pk}/playbook", told, content_type="application/json")
    assert [(e["title"], e["is_used"], e["is_helpful"]) for e in answer.json()] == [
        ("谁签字", True, True), ("太贵", True, None),
    ]  # fmt: skip
    counted = {p.title: (p.uses, p.helpful) for p in Playbook.objects.all()}
    assert counted == {"谁签字": (1, 1), "太贵": (1, 0), "收尾": (0, 0)}
    hidden = client(team, "stranger").post(f"/opportunities/{row.pk}/playbook/{here.pk}/", {"helpful": "no"})
    assert hidden.status_code == 404
    assert Playbook.objects.get(pk=here.pk).uses == 1
    with pytest.raises(RuleBroken, match="An objection needs an answer"):
        playbooks.create(actor=SYSTEM, title="太贵", kind="objection")


# -- Pages, files and bad input ----------------------------------------------------------------------------------------


def test_pages_show_figures_and_exactly_their_opportunities(team: People, past: Past) -> None:
    flowing(past)
    type(team.rep).objects.update(amount_unit="yuan")
    rep = client(team, "rep")
    asked = {"from": "2026-02-01", "to": "2026-02-28", "part": "slipped", "currency": "CNY"}
    page = rep.get("/pipeline/flow/", asked).content.decode()
    assert ["170.00" in page, "130.00" in page, "商机2" in page, "商机3" in page] == [True, True, True, False]
    page = rep.get("/pipeline/funnel/", {"all": "1", "part": "won"}).content.decode()
    assert ["商机4" in page, "商机1" in page] == [True, False]


BAD: list[tuple[str, dict[str, Any]]] = [
    ("flow", {"from": "2026-03-02", "to": "2026-03-01"}),
    ("flow", {"from": "2026-01-01", "to": "2199-01-01"}),
    ("flow", {"from": "1960-01-01", "to": "2026-01-01"}),
    ("flow", {"from": "morgen"}),
    ("flow", {"part": "everything"}),
    ("flow", {"until": "sunday"}),
    ("flow", {"process": "99999"}),
    ("flow", {"unit": "1;drop"}),
    ("flow", {"currency": "¥"}),
    ("funnel", {"from": "2199-01-01"}),
    ("funnel", {"stage": "-1", "part": "reached"}),
    ("funnel", {"format": "docx"}),
]


@pytest.mark.parametrize(("page", "asked"), BAD, ids=lambda v: str(v) if isinstance(v, dict) else v)
def test_what_makes_no_sense_is_refused_in_words(team: People, past: Past, page: str, asked: dict[str, Any]) -> None:
    answer = client(team, "manager").get(f"/pipeline/{page}/", asked)
    assert answer.status_code == 422
    assert "empty-text" in answer.content.decode()


def test_nothing_yet_is_said(team: People, past: Past) -> None:
    rep = client(team, "rep")
    for page in ("flow", "funnel", "learnt"):
        assert rep.get(f"/pipeline/{page}/").status_code == 200
    Stage.objects.all().delete()
    Process.objects.all().delete()
    for page in ("flow", "funnel", "learnt"):
        assert rep.get(f"/pipeline/{page}/").status_code == 200
    assert client(team, "manager").get("/pipeline/drafts/").status_code == 200


def test_figures_leave_as_files_with_budget_and_record(team: People, past: Past) -> None:
    flowing(past)
    asked = {"from": "2026-02-01", "to": "2026-02-28", "format": "csv"}
    answer = client(team, "manager").get("/pipeline/flow/", asked)
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "170.00" in text
    answer = client(team, "manager").get("/pipeline/flow/", {**asked, "part": "won"})
    assert "商机4" in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert [r.rows for r in ExportRecord.objects.order_by("pk")] == [20, 1]
    assert client(team, "rep").get("/pipeline/flow/", asked).status_code == 403
    assert ExportRecord.objects.count() == 2


def test_the_api_tells_what_the_pages_tell(team: People, past: Past) -> None:
    flowing(past)
    rep = client(team, "rep")
    asked = {"from": "2026-02-01", "to": "2026-02-28", "part": "slipped", "currency": "CNY"}
    found = rep.get("/api/v1/pipeline/flow", asked).json()
    figures = {f["part"]: f["amount"] for f in found["flows"][0]["figures"]}
    assert (figures["opening"], figures["closing"]) == ("170.00", "130.00")
    assert found["behind"] == [{"opportunity": past.made[1].pk, "amount": "-50.00"}]
    funnel = rep.get("/api/v1/pipeline/funnel", {"all": "true", "process": past.process.pk}).json()
    assert funnel["deals"] == 5
    assert rep.get("/api/v1/pipeline/flow", {"from": "2026-02-02", "to": "2026-02-01"}).status_code == 422
    learnt = rep.get(f"/api/v1/processes/{past.process.pk}/learnt").json()
    assert [row["percent"] for row in learnt] == [None] * 4
    assert rep.post(f"/api/v1/stages/{past.stages[0].pk}/take-usual-days").status_code in {401, 403}


def test_a_share_of_nothing_has_no_rate() -> None:
    assert Share(0, 0).rate is None
