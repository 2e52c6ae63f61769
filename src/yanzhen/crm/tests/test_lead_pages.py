"""Points and the model score of leads, and what pages and programs do with them."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yanzhen.crm.models import Lead, LeadForm, LeadModel, Opportunity
from yanzhen.crm.queries import lead_points as points_read
from yanzhen.crm.services import lead_assigning, lead_points, lead_scores, leads
from yanzhen.crm.tests.lead_team import DAY, closed, lead, pooled, who
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.pages import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# -- Points and the model ----------------------------------------------------------------------------------------------


def test_points_are_kept_with_the_lead_and_follow_the_rules(team: dict[str, Any]) -> None:
    row = lead(owner=team["ann"], province="浙江", source="fair")
    point = lead_points.create(actor=SYSTEM, fact="place", value="浙江、上海", points=10)
    lead_points.create(actor=SYSTEM, fact="source", value="Trade fair", points=5)
    lead_points.create(actor=SYSTEM, fact="quote", points=20)
    leads.touch(row, actor=SYSTEM, kind="quote")
    row.refresh_from_db()
    assert row.points == 35
    [found] = points_read.of([row])
    assert [p.points for p in found.parts] == [20, 10, 5]
    lead_points.remove(point, actor=SYSTEM)
    row.refresh_from_db()
    assert row.points == 25


@pytest.mark.parametrize(
    ("fact", "value"), [("place", " "), ("budget", "many"), ("source", "moon"), ("category", "no such")]
)
def test_points_without_sense_are_refused(fact: str, value: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        lead_points.create(actor=SYSTEM, fact=fact, value=value, points=1)
    assert list(refused.value.errors) == ["value"]


def test_a_dozen_closed_leads_give_no_score_and_say_so(team: dict[str, Any]) -> None:
    closed(12, team["unit"])
    row = lead(owner=team["ann"])
    Lead.objects.filter(pk=row.pk).update(score=77, score_parts={"base": 1, "points": []})
    found = lead_scores.train(who="max")
    row.refresh_from_db()
    assert (found.verdict, found.scored, row.score) == ("few", 0, None)
    client = Client()
    client.force_login(team["max_user"])
    assert "50" in client.get("/leads/score/", headers={"Accept-Language": "en"}).content.decode()


def test_the_model_learns_from_what_was_known_early_only(team: dict[str, Any]) -> None:
    closed(600, team["unit"])
    good, bad = lead(owner=team["ann"], source="fair"), lead(owner=team["ann"], source="list")
    found = lead_scores.train(who="max")
    assert (found.verdict, found.scored, LeadModel.objects.count()) == ("trained", 2, 1)
    LeadModel.objects.update(trained_at=timezone.now() - 2 * DAY)
    assert not lead_scores.renew()  # nothing came since
    lead(owner=team["bob"], phone="13800000055")
    assert lead_scores.renew()
    assert "source" in found.report["used"]
    given = {one["field"] for one in found.report["left_out"] if one["reason"] == "given"}
    assert {"budget", "bant_need", "lost_reason", "follow_ups"} <= given
    assert found.report["calibration"]
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.score > 60 > 40 > bad.score
    assert good.score == good.score_parts["base"] + sum(points for _name, points in good.score_parts["points"])
    client = Client()
    client.force_login(team["ann_user"])
    assert str(good.score) in client.get(f"/leads/{good.pk}/").content.decode()


# -- Pages and API -----------------------------------------------------------------------------------------------------


def test_the_pages_stand(team: dict[str, Any], form: LeadForm) -> None:
    row, waiting = lead(owner=team["ann"], budget=Decimal("5")), pooled(unit=team["unit"], company="池中公司")
    lead_assigning.create(actor=SYSTEM, name="全", target="person", members=[{"employee": team["bob"]}])
    client = Client()
    client.force_login(team["max_user"])
    pages = ("bant", "qualify", "lose", "release", "follow-up")
    paths = [f"/leads/{row.pk}/", *(f"/leads/{row.pk}/{p}/" for p in pages), "/leads/pool/", "/leads/pool/bounds/"]
    paths += ["/leads/score/", "/lead-rules/dry-run/?all=1", f"/lead-forms/{form.pk}/website/"]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    ann = Client()
    ann.force_login(team["ann_user"])
    assert "池中公司" in ann.get("/leads/pool/").content.decode()
    assert ann.get(f"/leads/{waiting.pk}/").status_code == 404
    done = ann.post(f"/leads/pool/{waiting.pk}/claim/")
    assert done["Location"] == f"/leads/{waiting.pk}/"
    bant = {"version": 2, **{f"bant_{n}": "unknown" for n in ("budget", "authority", "timing")}, "bant_need": "weak"}
    assert ann.post(f"/leads/{waiting.pk}/bant/", bant).status_code == 422
    assert ann.post(f"/leads/{waiting.pk}/bant/", {**bant, "bant_need_evidence": "来电"}).status_code == 302
    kept = {"name": "池中 – 桌", "expected_on": "2027-01-15", "amount": "100", "currency": "CNY"}
    assert ann.post(f"/leads/{waiting.pk}/qualify/", kept)["Location"].startswith("/opportunities/")


def test_today_tells_what_is_due_and_new(team: dict[str, Any]) -> None:
    lead(owner=team["ann"], due_on=timezone.localdate())
    lead(owner=team["bob"], phone="13800000009")
    texts = [(entry["figure"], "owner=" in entry["url"]) for entry in waiting.of(who(team, "ann"))]
    assert texts.count((1, True)) == 2  # due, and not called yet


def test_the_api_does_what_the_pages_do(team: dict[str, Any]) -> None:
    row = pooled(unit=team["unit"], person="李", budget=Decimal("88"))
    client = Client()
    client.force_login(team["ann_user"])
    client.get("/leads/")
    found = client.get("/api/v1/lead-pool").json()
    assert [(one["id"], one["person"]) for one in found["items"]] == [(row.pk, "•••")]

    def post(path: str, **values: Any) -> Any:
        return client.post(f"/api/v1/{path}", values, content_type="application/json")

    assert post(f"lead-pool/{row.pk}/claim").json() == {"id": row.pk, "state": "assigned"}
    assert post(f"lead-pool/{row.pk}/claim").status_code == 422
    assert post(f"leads/{row.pk}/touches", kind="call", note="通了").json()["state"] == "working"
    assert client.get(f"/api/v1/leads/{row.pk}/touches").json()[0]["note"] == "通了"
    assert client.get(f"/api/v1/leads/{row.pk}/score").json()["points"] == 0
    made = post(f"leads/{row.pk}/qualify").json()
    assert Opportunity.objects.get(pk=made["opportunity"]).amount == Decimal("88.00")
    assert client.get("/api/v1/lead-rules/dry-run").json()["leads"] == 1
    assert client.get("/api/v1/lead-score-model").json() is None
    assert post("lead-score-model/train").status_code == 403
