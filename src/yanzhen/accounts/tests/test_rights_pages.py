"""The rights page: what is shown, what is previewed, what is saved, and for whom it stays closed."""

import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from yanzhen.accounts.models import Grant, Role
from yanzhen.accounts.tests.factories import GrantFactory, RoleFactory, people, user_with
from yanzhen.platform.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.once]
VIEWS = ("people", "roles", "who", "duties")


def client_of(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("role", ["admin", "security", "auditor"])
def test_every_look_opens_to_those_who_explain_rights(role):
    people()
    client = client_of(user_with(role))
    for view in VIEWS:
        assert client.get("/settings/rights/", {"view": view}).status_code == 200
    for row in Role.objects.all():
        assert client.get(f"/settings/rights/roles/{row.pk}/").status_code == 200


def test_nobody_else_gets_in():
    five = people()
    for path in ("", "export/", f"roles/{Role.objects.first().pk}/", f"people/{five.rep.pk}/"):
        assert client_of(five.manager).get(f"/settings/rights/{path}").status_code == 403


def test_people_are_filtered_by_name_role_and_reach():
    people()
    client = client_of(user_with("admin"))
    page = client.get("/settings/rights/", {"q": "teammate", "role": "rep", "reach": "own"}).content.decode()
    assert "teammate" in page
    assert "finance" not in page.split("<tbody>")[1]
    assert client.get("/settings/rights/", {"q": "\x00nobody", "role": "x", "reach": "y"}).status_code == 200


def test_a_changed_role_is_shown_before_it_is_saved():
    five, admin = people(), user_with("admin")
    role = RoleFactory(functions=["crm.view_customer"], name="自设")
    GrantFactory(user=five.rep, role=role)
    GrantFactory(user=five.finance, role=role)
    client = client_of(admin)
    wanted = {"f": ["crm.view_customer", "crm.export_customer"], "version": role.version}
    page = client.post(f"/settings/rights/roles/{role.pk}/", {**wanted, "step": "preview"}).content.decode()
    # Finance may export already by its own role: only the representative gains.
    assert str(five.rep) in page
    assert str(five.finance) not in page.split("rights-differences")[1].split("</section>")[0]
    role.refresh_from_db()
    assert role.functions == ["crm.view_customer"]
    assert client.post(f"/settings/rights/roles/{role.pk}/", {**wanted, "step": "save"}).status_code == 302
    role.refresh_from_db()
    assert role.functions == ["crm.export_customer", "crm.view_customer"]
    stale = client.post(f"/settings/rights/roles/{role.pk}/", {**wanted, "f": [], "step": "save"})
    assert stale.status_code == 422
    assert AuditEntry.objects.filter(verb="change", noun_name="accounts.role").count() == 1


def test_a_standard_role_is_copied_not_changed():
    admin = user_with("admin")
    client, row = client_of(admin), Role.objects.get(code="rep")
    assert client.post(f"/settings/rights/roles/{row.pk}/", {"f": [], "step": "save"}).status_code == 422
    answer = client.post(f"/settings/rights/roles/{row.pk}/copy/")
    copied = Role.objects.get(code="rep-2")
    assert answer.url == f"/settings/rights/roles/{copied.pk}/"
    assert set(copied.functions) == set(row.functions)


def test_unknown_functions_are_refused_in_words():
    client, role = client_of(user_with("admin")), RoleFactory()
    answer = client.post(f"/settings/rights/roles/{role.pk}/", {"f": ["no.such"], "step": "save"})
    assert (answer.status_code, "no.such" in answer.content.decode()) == (422, True)


def lines(*rows, initial=0):
    data = {"g-TOTAL_FORMS": len(rows), "g-INITIAL_FORMS": initial, "g-MIN_NUM_FORMS": 0, "g-MAX_NUM_FORMS": 40}
    for n, row in enumerate(rows):
        data |= {f"g-{n}-{name}": value for name, value in row.items()}
    return data


def test_a_persons_roles_are_given_changed_and_taken_together():
    five, admin = people(), user_with("admin")
    held, client = five.rep.grants.get(), client_of(admin)
    address = f"/settings/rights/people/{five.rep.pk}/"
    assert client.get(address).status_code == 200
    clerk = Role.objects.get(code="clerk")
    rows = [
        {"grant": held.pk, "role": held.role_id, "reach": "own", "DELETE": "on"},
        {"role": clerk.pk, "reach": "unit"},
    ]
    preview = client.post(address, {**lines(*rows, initial=1), "step": "preview"})
    assert preview.status_code == 200
    assert list(five.rep.grants.values_list("role__code", flat=True)) == ["rep"]
    assert client.post(address, {**lines(*rows, initial=1), "step": "save"}).status_code == 302
    assert list(five.rep.grants.values_list("role__code", "reach")) == [("clerk", "unit")]


def test_what_is_refused_is_told_and_nothing_is_saved():
    admin, other = user_with("admin"), user_with("auditor")
    client, held = client_of(admin), other.grants.get()
    rows = [
        {"grant": held.pk, "role": held.role_id, "reach": "own"},
        {"role": Role.objects.get(code="admin").pk, "reach": "all"},
    ]
    answer = client.post(f"/settings/rights/people/{other.pk}/", {**lines(*rows, initial=1), "step": "save"})
    assert answer.status_code == 422
    assert list(Grant.objects.filter(user=other).values_list("reach", flat=True)) == ["all"]
    odd = {**lines({"role": "x", "reach": "zz", "starts_on": "0001-01-01", "grant": "-1"}), "step": "save"}
    assert client.post(f"/settings/rights/people/{other.pk}/", odd).status_code == 422


def test_who_can_do_something_with_the_rows_of_a_unit():
    five = people()
    client = client_of(user_with("admin"))
    asked = {"view": "who", "function": "crm.change_customer", "unit": five.rep.employee.unit_id}
    page = client.get("/settings/rights/", asked).content.decode().split("</form>")[-1]
    whole = client.get("/settings/rights/", asked).content.decode()
    assert str(five.manager) in whole
    assert f"/settings/rights/people/{five.rep.pk}/" not in whole
    assert page
    api = client.get("/api/v1/rights/holders", {"function": "crm.change_customer", "unit": asked["unit"]}).json()
    assert [h["username"] for h in api] == ["manager"]
    assert client.get("/api/v1/rights/holders", {"function": "no.such"}).status_code == 422


def test_the_table_of_rights_goes_into_a_file():
    people()
    auditor = user_with("auditor")
    answer = client_of(auditor).get("/settings/rights/export/")
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert len(rows) == 1 + sum(len(g.role.functions) for g in Grant.objects.select_related("role"))
    entry = AuditEntry.objects.get(verb="export")
    assert (entry.user_id, entry.after["rows"]) == (auditor.pk, len(rows) - 1)
