"""Two people claim one firm: both are told, one who reaches both sides decides, once."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from yanzhen.accounts.queries import actors
from yanzhen.accounts.tests.factories import People, people, user_with
from yanzhen.crm.enums.collisions import CaseOutcome, CaseState
from yanzhen.crm.models import CollisionCase, Customer, KnownApart, PossibleAsk
from yanzhen.crm.queries import collisions as rows
from yanzhen.crm.queries import likely
from yanzhen.crm.services import asking, collisions, customers, opening
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import notes
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import AuditEntry, Notification
from yanzhen.platform.trail import policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> People:
    likely._rarity.cache_clear()
    return people()


def entered(team: People) -> tuple[Customer, CollisionCase]:
    """The teammate's customer, and the one that the rep enters in spite of the warning."""
    first = customers.create(actor=SYSTEM, owner=team.teammate.employee, name="上海云杉家具有限公司")
    notes.add(first, actor=team.actor("teammate"), text="初次拜访")
    customers.create(actor=team.actor("rep"), name="云杉家具（上海）", owner=team.rep.employee)
    return first, CollisionCase.objects.get()


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_entering_a_likely_same_customer_opens_a_case_and_tells_those_concerned(team: People) -> None:
    first, case = entered(team)
    assert (case.one_id, case.holder_id, case.claimant_id) == (
        first.pk,
        team.teammate.employee_id,
        team.rep.employee_id,
    )
    assert case.other is not None
    assert case.other.possible_duplicate_of_id == first.pk
    told = dict(Notification.objects.filter(topic__startswith="crm.collision").values_list("user_id", "topic"))
    assert told[team.manager.pk] == "crm.collision_to_decide"
    assert told[team.teammate.pk] == "crm.collision_claimed"
    assert not any("云杉" in str(n.params) for n in Notification.objects.all())


def test_a_second_record_of_ones_own_is_marked_without_a_case(team: People) -> None:
    first = customers.create(actor=SYSTEM, owner=team.rep.employee, name="上海云杉家具有限公司")
    again = customers.create(actor=team.actor("rep"), owner=team.rep.employee, name="云杉家具（上海）")
    assert again.possible_duplicate_of_id == first.pk
    assert not CollisionCase.objects.exists()


def test_both_sides_stand_beside_each_other_with_a_proposal_that_adds_up(team: People) -> None:
    _first, case = entered(team)
    found = rows.sides(case)
    by_kind = {line.kind: line for line in found.lines}
    assert list(by_kind)[:4] == ["registered", "contacted", "visit", "deal"]
    assert "ordered" in by_kind
    assert (by_kind["contacted"].first, by_kind["contacted"].claimant) == ("holder", None)
    assert found.proposal.holder_percent + found.proposal.claimant_percent == 100
    assert rows.proposed_owner(case, found.proposal) == team.teammate.employee


def test_a_manager_decides_and_the_records_follow(team: People) -> None:
    first, case = entered(team)
    row = collisions.decide(
        case, actor=team.actor("manager"), outcome=CaseOutcome.SPLIT, owner=team.rep.employee, reason="先签约",
        shares=[(team.rep.employee, Decimal("66.67")), (team.teammate.employee, Decimal("33.33"))],
    )  # fmt: skip
    first.refresh_from_db()
    assert (row.state, row.reason, first.owner_id) == (CaseState.DECIDED, "先签约", team.rep.employee_id)
    assert sum(share.percent for share in row.shares.all()) == 100
    assert set(Notification.objects.filter(topic="crm.collision_decided").values_list("user_id", flat=True)) == {
        team.rep.pk, team.teammate.pk
    }  # fmt: skip
    assert AuditEntry.objects.filter(verb="decide_collision", noun_name="crm.collisioncase").get().reason == "先签约"
    with pytest.raises(RuleBroken, match="has decided"):
        collisions.decide(
            case, actor=team.actor("manager"), outcome=CaseOutcome.OWNER, owner=team.rep.employee, reason="x"
        )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"outcome": "split", "shares": ((0, "60"), (1, "39.99"))}, "shares"),
        ({"outcome": "split", "shares": ((0, "50"), (0, "50"))}, "shares"),
        ({"outcome": "split", "shares": ((0, "100"),)}, "shares"),
        ({"outcome": "split", "shares": ((0, "110"), (1, "-10"))}, "shares"),
        ({"outcome": "nothing"}, "outcome"),
        ({"owner": None}, "owner"),
        ({"reason": "  "}, "reason"),
    ],
)
def test_a_decision_that_does_not_add_up_changes_nothing(team: People, values: dict[str, Any], field: str) -> None:
    first, case = entered(team)
    both = (team.rep.employee, team.teammate.employee)
    given = {"outcome": "owner", "owner": team.rep.employee, "reason": "因为", **values}
    given["shares"] = [(both[at], Decimal(part)) for at, part in given.get("shares", ())]
    with pytest.raises(RuleBroken) as refused:
        collisions.decide(case, actor=team.actor("manager"), **given)
    assert set(refused.value.errors) == {field}
    case.refresh_from_db()
    first.refresh_from_db()
    assert (case.state, first.owner_id) == (CaseState.OPEN, team.teammate.employee_id)


def test_who_does_not_reach_both_sides_or_is_one_of_them_does_not_decide(team: People) -> None:
    far = customers.create(actor=SYSTEM, owner=team.stranger.employee, name="北京红木工艺品有限公司")
    token = asking.token(far.pk, team.actor("rep"))
    claimed = asking.claimed(token, team.actor("rep"))
    assert claimed == far
    case = opening.claim(far, actor=team.actor("rep"), claim="展会上先认识", said="红木工艺")
    decision: dict[str, Any] = {"outcome": "owner", "owner": team.rep.employee, "reason": "x"}
    with pytest.raises(PermissionDenied):
        collisions.decide(case, actor=team.actor("manager"), **decision)
    with pytest.raises(PermissionDenied):
        collisions.decide(case, actor=team.actor("rep"), **decision)
    director = actors.actor_of(user_with("director", reach="all"))
    assert [p.user_id for p in rows.deciders(case)] == [director.user_id]
    assert collisions.decide(case, actor=director, **decision).state == CaseState.DECIDED


def test_two_firms_are_never_taken_for_one_again(team: People) -> None:
    first, case = entered(team)
    collisions.decide(case, actor=team.actor("manager"), outcome=CaseOutcome.APART, reason="同名不同店")
    other = Customer.objects.get(pk=case.other_id or 0)
    assert KnownApart.objects.filter(one=first, other=other).exists()
    assert (other.possible_duplicate_of_id, first.owner_id) == (None, team.teammate.employee_id)
    assert asking.ask(actor=team.actor("manager"), exclude=other.pk, name=other.name).found == ()


def test_a_claim_by_a_false_or_foreign_token_is_refused(team: People) -> None:
    far = customers.create(actor=SYSTEM, owner=team.stranger.employee, name="北京红木工艺品有限公司")
    rep, mate = team.actor("rep"), team.actor("teammate")
    assert asking.claimed(asking.token(far.pk, mate), rep) is None
    assert asking.claimed("x", rep) is None
    client = client_of(team.rep)
    assert client.post("/customers/possible/claim/", {"claim_token": "x", "claim": "y"}).status_code == 422
    token = asking.token(far.pk, rep)
    assert client.post("/customers/possible/claim/", {"claim_token": token}).status_code == 422
    answer = client.post("/customers/possible/claim/", {"claim_token": token, "claim": "展会", "name": "红木"})
    assert CollisionCase.objects.get().number in answer.content.decode()
    page = client.get(f"/collision-cases/{CollisionCase.objects.get().pk}/").content.decode()
    assert "北京红木工艺品" not in page


def test_who_asks_about_many_firms_out_of_reach_is_stopped_but_still_sees_their_own(
    team: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("云杉家具", "海风酒店", "红木工艺", "鹭岛文具"):
        customers.create(actor=SYSTEM, owner=team.stranger.employee, name=f"{name}有限公司")
    own = customers.create(actor=SYSTEM, owner=team.rep.employee, name="青松教育有限公司")
    limits = {**policy.values(), "unreached_day": 3, "unreached_minute": 2}
    monkeypatch.setattr(policy, "value", limits.__getitem__)
    actor = team.actor("rep")
    assert asking.ask(actor=actor, name="云杉家具").hidden == 1
    assert asking.ask(actor=actor, name="云杉家具").hidden == 1  # the same one again counts once
    assert asking.ask(actor=actor, name="海风酒店").hidden == 1
    told = asking.ask(actor=actor, name="红木工艺")
    assert (told.hidden, told.found) == (0, ())
    assert "minute" in told.stopped
    PossibleAsk.objects.update(asked_at="2026-01-01T00:00:00Z")
    assert asking.ask(actor=actor, name="红木工艺").hidden == 1
    assert "today" in asking.ask(actor=actor, name="鹭岛文具").stopped
    assert [one.key for one, _token in asking.ask(actor=actor, name="青松教育").found] == [own.pk]
    answer = client_of(team.rep).get("/api/v1/possible-customers", {"name": "鹭岛文具"}).json()
    assert (answer["items"], bool(answer["stopped"])) == ([], True)


def test_the_page_of_the_decision_fills_in_the_proposal_and_decides(team: People) -> None:
    _first, case = entered(team)
    client = client_of(team.manager)
    page = client.get(f"/collision-cases/{case.pk}/decide/")
    assert page.status_code == 200
    assert client.get(f"/collision-cases/{case.pk}/").status_code == 200
    wrong = client.post(
        f"/collision-cases/{case.pk}/decide/",
        {
            "outcome": "split",
            "owner": team.rep.employee_id,
            "holder_percent": "60",
            "claimant_percent": "30",
            "reason": "x",
        },
    )
    assert wrong.status_code == 422
    answer = client.post(
        f"/collision-cases/{case.pk}/decide/", {"outcome": "owner", "owner": team.rep.employee_id, "reason": "先拜访"}
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.DECIDED
    assert "customers/merge/" in client.get(f"/collision-cases/{case.pk}/").content.decode()


def test_the_api_shows_both_sides_and_decides(team: People) -> None:
    _first, case = entered(team)
    client = client_of(team.manager)
    told = client.get(f"/api/v1/collision-cases/{case.pk}/sides").json()
    assert Decimal(told["holder_percent"]) + Decimal(told["claimant_percent"]) == 100
    body = {"outcome": "owner", "owner": team.rep.employee_id, "reason": "先拜访"}
    answer = client.post(f"/api/v1/collision-cases/{case.pk}/decide", body, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "decided")
    again = client.post(f"/api/v1/collision-cases/{case.pk}/decide", body, content_type="application/json")
    assert again.status_code == 422


def test_a_claim_is_taken_back_by_whoever_made_it(team: People) -> None:
    _first, case = entered(team)
    with pytest.raises(RuleBroken, match="opened this claim"):
        collisions.withdraw(case, actor=team.actor("teammate"))
    assert collisions.withdraw(case, actor=team.actor("rep")).state == CaseState.WITHDRAWN
