"""The web form for leads: open to anybody, closed to machines."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.firm import model

from yanzhen.crm.models import Lead, LeadForm, LeadTouch
from yanzhen.crm.services import lead_forms
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db


# -- The web form ------------------------------------------------------------------------------------------------------


def send(form: LeadForm, *, seconds: int = 10, **values: Any) -> Any:
    """Answer a page that was drawn so many seconds ago."""
    from unittest import mock

    with mock.patch("django.core.signing.time.time", return_value=timezone.now().timestamp() - seconds):
        stamp = lead_forms.stamp(form)
    answer = {"company": "丙公司", "person": "李", "phone": "13700000009", "consent": "on", "stamp": stamp, **values}
    return Client(enforce_csrf_checks=True).post(f"/f/{form.key}/?lang=en", answer)


def test_anybody_may_send_the_form_and_it_becomes_a_lead(form: LeadForm) -> None:
    drawn = Client().get(f"/f/{form.key}/?lang=en")
    assert "I agree that you keep" in drawn.content.decode()
    assert "frame-ancestors https://www.example.com;" in f"{drawn['Content-Security-Policy']};"
    assert "X-Frame-Options" not in drawn
    assert not drawn.cookies
    assert send(form, note="要二十张桌子").status_code == 200
    made = Lead.objects.get()
    assert (made.company, made.source, made.form, made.unit) == ("丙公司", "web", form, form.unit)
    entry = model("platform.AuditEntry").objects.get(noun_name="crm.lead", verb="create")
    assert (entry.who, entry.user_id) == ("system", None)
    assert LeadTouch.objects.get().kind == "form"


def test_whoever_writes_again_is_not_entered_twice(form: LeadForm) -> None:
    assert send(form).status_code == send(form, company="丙有限公司").status_code == 200
    assert (Lead.objects.count(), LeadTouch.objects.count()) == (1, 2)


def test_machines_are_kept_out(form: LeadForm, team: dict[str, Any]) -> None:
    assert send(form, website="https://spam.example").status_code == 200  # and thinks it was taken
    assert send(form, seconds=0).status_code == 422
    assert send(form, seconds=90_000).status_code == 422
    assert send(form, stamp="x").status_code == 422
    other = lead_forms.create(actor=SYSTEM, name="另一", unit=team["unit"])
    with_mark = {"stamp": lead_forms.stamp(other)}
    assert send(form, **with_mark).status_code == 422
    assert send(form, consent="").status_code == 422
    assert send(form, phone="", email="").status_code == 422
    assert send(form, note="x" * 30_000).status_code == 413
    assert not Lead.objects.exists()
    statuses = {send(form, consent="").status_code for _ in range(lead_forms.PER_ADDRESS)}
    assert statuses == {422, 429}


def test_one_page_counts_once(form: LeadForm) -> None:
    values = {"company": "丁", "person": "丁", "email": "d@example.com"}
    first = lead_forms.submit(form, address="192.0.2.1", mark="m", values=values)
    assert first is not None
    assert lead_forms.submit(form, address="192.0.2.1", mark="m", values=values) is None
    assert LeadTouch.objects.count() == 1


def test_a_form_that_is_off_or_unknown_is_not_there(form: LeadForm) -> None:
    lead_forms.change(form, actor=SYSTEM, is_active=False)
    assert Client().get(f"/f/{form.key}/").status_code == Client().get("/f/guess/").status_code == 404


@pytest.mark.parametrize(
    "origin", ["www.example.com", "https://a.example/path", "javascript:alert(1)", "https://*", "ftp://a.b"]
)
def test_only_websites_may_frame_it(team: dict[str, Any], origin: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        lead_forms.create(actor=SYSTEM, name="x", unit=team["unit"], origins=origin)
    assert list(refused.value.errors) == ["origins"]
