"""Who has a say at a customer: entered, followed on, drawn; and the class of a customer with its reason."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import translation

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.forms import stakeholders as forms
from yanzhen.crm.models import Stakeholder
from yanzhen.crm.queries import stakeholders as rows
from yanzhen.crm.services import contacts, customers, industries, stakeholders
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import timeline
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
BEGAN = date(2026, 1, 5)


@pytest.fixture
def team() -> Iterator[People]:
    with translation.override("en"):
        yield people()


@pytest.fixture
def firm(team: People) -> Any:
    return customers.create(actor=SYSTEM, owner=team.rep.employee, name="云杉家具")


def enter(customer: Any, name: str, **values: Any) -> Stakeholder:
    given = {"role": "user", "starts_on": BEGAN, **values}
    return stakeholders.create(actor=SYSTEM, customer=customer, name=name, **given)


def test_a_contact_lends_name_and_title_and_has_one_part(firm: Any) -> None:
    contact = contacts.create(actor=SYSTEM, customer=firm, name="陈静", title="采购经理")
    row = enter(firm, "", contact=contact)
    assert (row.name, row.title) == ("陈静", "采购经理")
    with pytest.raises(RuleBroken, match="already"):
        enter(firm, "", contact=contact, role="coach")
    assert Stakeholder.objects.count() == 1


def test_people_of_another_customer_are_refused(team: People, firm: Any) -> None:
    other = customers.create(actor=SYSTEM, owner=team.rep.employee, name="海风酒店")
    stranger, contact = enter(other, "外人"), contacts.create(actor=SYSTEM, customer=other, name="外人")
    for values, field in (({"reports_to": stranger}, "reports_to"), ({"contact": contact}, "contact")):
        with pytest.raises(RuleBroken) as refused:
            enter(firm, "陈静", **values)
        assert list(refused.value.errors) == [field]
    assert rows.count_at(firm.pk, SYSTEM) == 0


def test_nobody_reports_to_somebody_below(firm: Any) -> None:
    chief = enter(firm, "林总")
    buyer = enter(firm, "陈静", reports_to=chief)
    with pytest.raises(RuleBroken, match="below"):
        stakeholders.change(chief, actor=SYSTEM, reports_to=buyer)
    chief.refresh_from_db()
    assert chief.reports_to is None


def test_a_successor_ends_the_one_and_takes_over_who_reports(firm: Any) -> None:
    chief = enter(firm, "林总", role="economic")
    buyer = enter(firm, "陈静", role="technical", influence="high", reports_to=chief, attitude="opponent")
    helper = enter(firm, "小周", reports_to=buyer)
    after = stakeholders.replace(buyer, actor=SYSTEM, name="王磊", starts_on=date(2026, 6, 1))
    buyer.refresh_from_db()
    helper.refresh_from_db()
    assert buyer.ends_on == date(2026, 5, 31)
    assert (after.role, after.influence, after.reports_to, after.replaces) == ("technical", "high", chief, buyer)
    assert after.attitude == "neutral", "what somebody thinks of us is not handed on"
    assert helper.reports_to == after
    now, gone = rows.at(firm.pk, SYSTEM)
    assert ({r.name for r in now}, [r.name for r in gone]) == ({"林总", "王磊", "小周"}, ["陈静"])
    told = [event.text for event in timeline.of(firm, SYSTEM)]
    assert "王磊 followed on 陈静: technical buyer" in told


def test_a_place_is_taken_once_and_not_before_it_began(firm: Any) -> None:
    buyer = enter(firm, "陈静")
    with pytest.raises(RuleBroken) as early:
        stakeholders.replace(buyer, actor=SYSTEM, name="王磊", starts_on=date(2025, 12, 31))
    assert list(early.value.errors) == ["starts_on"]
    # On the very day: the last day is the first.
    stakeholders.replace(buyer, actor=SYSTEM, name="王磊", starts_on=BEGAN)
    with pytest.raises(RuleBroken, match="left"):
        stakeholders.replace(buyer, actor=SYSTEM, name="赵敏")
    assert Stakeholder.objects.count() == 2
    assert rows.count_at(firm.pk, SYSTEM) == 1


def test_the_form_offers_the_people_of_this_customer(team: People, firm: Any) -> None:
    other = customers.create(actor=SYSTEM, owner=team.rep.employee, name="海风酒店")
    contacts.create(actor=SYSTEM, customer=other, name="外人")
    contact = contacts.create(actor=SYSTEM, customer=firm, name="陈静", title="采购")
    chief = enter(firm, "林总")
    form = forms.StakeholderForm(actor=team.actor("rep"), initial={"customer": firm.pk})
    assert list(form.fields["contact"].choices) == [("", "–"), (contact.pk, "陈静 · 采购")]  # type: ignore[attr-defined]
    assert list(form.fields["reports_to"].choices) == [("", "–"), (chief.pk, "林总")]  # type: ignore[attr-defined]


def test_the_picture_says_in_words_what_it_colours(team: People, firm: Any, client: Client) -> None:
    chief = enter(firm, "林总", attitude="opponent")
    enter(firm, "<b>陈</b>", reports_to=chief, attitude="champion", influence="high")
    client.force_login(team.rep)
    page = client.get(f"/customers/{firm.pk}/?tab=stakeholders").content.decode()
    assert page.count("<polyline") == 2, "one line, drawn wide and narrow"
    assert "-- 反对者" in page or "-- opponent" in page
    assert "<b>陈" not in page
    assert page.count(f'href="/stakeholders/{chief.pk}/"') >= 2


def test_a_class_keeps_who_when_and_why(team: People, firm: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        customers.classify(firm, actor=team.actor("manager"), grade_class="A", reason=" ")
    assert list(refused.value.errors) == ["reason"]
    row = customers.classify(firm, actor=team.actor("manager"), grade_class="A", reason="年采购过百万")
    assert (row.grade_class, row.class_reason, row.class_by) == ("A", "年采购过百万", str(team.manager))
    assert AuditEntry.objects.get(verb="classify").reason == "年采购过百万"
    with pytest.raises(PermissionDenied):
        customers.classify(firm, actor=team.actor("rep"), grade_class="C", reason="x")
    with pytest.raises(RuleBroken):
        customers.classify(firm, actor=SYSTEM, grade_class="D", reason="x")
    row.refresh_from_db()
    assert row.grade_class == "A"


def test_a_place_on_the_globe_has_both_figures(firm: Any) -> None:
    for values in ({"longitude": 121}, {"longitude": 190, "latitude": 31}, {"potential": -1}):
        with pytest.raises(RuleBroken):
            customers.change(firm, actor=SYSTEM, **values)
    assert customers.change(firm, actor=SYSTEM, longitude="121.473700", latitude="31.230400").version == 2


def test_industries_are_entered_once_and_stay_removed() -> None:
    assert industries.seed() == 20
    industries.remove(rows.industries(SYSTEM).get(code="T"), actor=SYSTEM)
    assert industries.seed() == 0
    rows.industries(SYSTEM).delete()
    assert industries.seed() == 0


def test_programs_do_what_the_pages_do(team: People, firm: Any, client: Client) -> None:
    buyer = enter(firm, "陈静", role="technical", influence="high")
    client.force_login(team.manager)
    answer = client.post(
        f"/api/v1/stakeholders/{buyer.pk}/replace",
        {"name": "王磊", "starts_on": "2026-06-01"},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["replaces"]) == (200, buyer.pk)
    after = Stakeholder.objects.get(pk=answer.json()["id"])
    assert (after.name, after.role, after.influence) == ("王磊", "technical", "high")
    url = f"/api/v1/customers/{firm.pk}/classify"
    done = client.post(url, {"grade_class": "B", "reason": "稳定"}, content_type="application/json")
    assert (done.status_code, done.json()["grade_class"], done.json()["class_reason"]) == (200, "B", "稳定")
    refused = client.post(url, {"grade_class": "Z", "reason": "x"}, content_type="application/json")
    assert refused.status_code == 422


def test_the_pages_of_both_acts_say_what_is_wrong(team: People, firm: Any, client: Client) -> None:
    buyer = enter(firm, "陈静")
    client.force_login(team.manager)
    page = client.post(
        f"/stakeholders/{buyer.pk}/successor/",
        {"starts_on": "2026-06-01", "role": "user", "attitude": "neutral", "influence": "low"},
    )
    assert page.status_code == 422
    assert "id_name_error" in page.content.decode()
    assert client.post(f"/customers/{firm.pk}/class/", {"grade_class": "A", "reason": ""}).status_code == 422
    assert client.post(f"/customers/{firm.pk}/class/", {"grade_class": "A", "reason": "大客户"}).status_code == 302
    client.force_login(team.stranger)
    assert client.get(f"/stakeholders/{buyer.pk}/successor/").status_code == 404
    assert client.get(f"/customers/{firm.pk}/class/").status_code == 403
