"""Who may give what, who stands in for whom, what is kept apart, and who is looked over."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from yanzhen.accounts.models import DutyException, DutyRule, Grant, Role, Seeing, Substitution
from yanzhen.accounts.queries import actors, duties, users
from yanzhen.accounts.services import duties as duty_services
from yanzhen.accounts.services import editing, grants, keys, roles, seeing, substitutions
from yanzhen.accounts.services import users as user_services
from yanzhen.accounts.tests.factories import GrantFactory, RoleFactory, UserFactory, people, user_with
from yanzhen.crm.queries import customers as seen_customers
from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import people as staff
from yanzhen.organization.services import employees
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.platform import approvals
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import ApprovalRule, AuditEntry
from yanzhen.platform.people import directory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def act(user):
    return actors.actor_of(user)


def stand_in(absent, substitute, *, actor=SYSTEM, starts_on=None, ends_on=None, **values):
    return substitutions.create(
        actor=actor,
        absent=absent,
        substitute=substitute,
        starts_on=starts_on or today(),
        ends_on=ends_on or today(),
        **values,
    )


# -- Nobody grants what they lack --------------------------------------------------------------------------------------


def giver(*codes, reach="all"):
    """Somebody who may give roles, and has these functions besides."""
    user = UserFactory(employee=EmployeeFactory())
    GrantFactory(
        user=user, role=RoleFactory(functions=["accounts.add_grant", "accounts.change_role", *codes]), reach=reach
    )
    return user


def test_nobody_gives_a_function_they_lack():
    boss, other = giver("crm.view_customer"), UserFactory()
    role = RoleFactory(functions=["crm.view_customer", "crm.remove_customer"])
    with pytest.raises(RuleBroken) as refused:
        grants.create(actor=act(boss), user=other, role=role, reach="own")
    assert refused.value.code == "lacking"
    assert not Grant.objects.filter(user=other).exists()


def test_nobody_gives_a_reach_they_lack():
    boss, other = giver("crm.view_customer", reach="unit"), UserFactory()
    role = RoleFactory(functions=["crm.view_customer"])
    with pytest.raises(RuleBroken):
        grants.create(actor=act(boss), user=other, role=role, reach="all")
    assert grants.create(actor=act(boss), user=other, role=role, reach="own").pk


def test_the_administrator_gives_any_role_but_none_to_oneself():
    admin, other = user_with("admin"), UserFactory()
    finance = Role.objects.get(code="finance")
    assert grants.create(actor=act(admin), user=other, role=finance, reach="all").pk
    with pytest.raises(RuleBroken) as refused:
        grants.create(actor=act(admin), user=admin, role=finance, reach="all")
    assert refused.value.code == "own_rights"


def test_nobody_widens_a_role_they_hold():
    admin = user_with("admin")
    own = RoleFactory(functions=["crm.view_customer"])
    GrantFactory(user=admin, role=own, reach="all")
    with pytest.raises(RuleBroken) as refused:
        roles.change(own, actor=act(admin), functions=["crm.view_customer", "crm.remove_customer"])
    assert refused.value.code == "own_rights"


def test_a_role_is_not_widened_for_others_by_what_one_lacks():
    boss, other = giver("crm.view_customer"), UserFactory()
    role = RoleFactory(functions=["crm.view_customer"])
    GrantFactory(user=other, role=role)
    with pytest.raises(RuleBroken) as refused:
        roles.change(role, actor=act(boss), functions=["crm.view_customer", "products.see_cost"])
    assert refused.value.code == "lacking"


def test_a_grant_is_not_moved_to_a_wider_reach():
    boss, other = giver("crm.view_customer", "accounts.change_grant", reach="unit"), UserFactory()
    held = GrantFactory(user=other, role=RoleFactory(functions=["crm.view_customer"]), reach="own")
    with pytest.raises(RuleBroken):
        grants.change(held, actor=act(boss), reach="all")
    grants.change(held, actor=act(boss), ends_on=today())
    held.refresh_from_db()
    assert (held.reach, held.ends_on) == ("own", today())


def test_nobody_takes_another_employee_for_oneself():
    admin = user_with("admin", employee=EmployeeFactory())
    with pytest.raises(RuleBroken) as refused:
        user_services.change(admin, actor=act(admin), employee=EmployeeFactory())
    assert refused.value.code == "own_rights"


def test_a_role_with_a_short_reach_changes_no_row_that_another_role_shows():
    """Seen by one role, changeable by another: only where the second one reaches."""
    five = people()
    rep = five.rep
    GrantFactory(user=rep, role=RoleFactory(functions=["crm.view_customer"]), reach="all")
    own = customers.create(actor=SYSTEM, name="甲", code="K1", owner=rep.employee)
    foreign = customers.create(actor=SYSTEM, name="乙", code="K2", owner=five.stranger.employee)
    actor = act(rep)
    assert set(seen_customers.visible(actor)) == {own, foreign}
    customers.change(own, actor=actor, city="厦门")
    with pytest.raises(PermissionDenied):
        customers.change(foreign, actor=actor, city="厦门")


# -- Duties kept apart -------------------------------------------------------------------------------------------------


def test_administrator_and_auditor_do_not_meet():
    admin, other = user_with("admin"), user_with("auditor")
    with pytest.raises(RuleBroken) as refused:
        grants.create(actor=act(admin), user=other, role=Role.objects.get(code="admin"), reach="all")
    assert refused.value.code == "duties"
    assert duties.violations([other.pk]) == []


def test_an_exception_lets_them_meet_until_its_day():
    admin, officer, other = user_with("admin"), user_with("security"), user_with("auditor")
    rule = DutyRule.objects.get(code="admin-auditor")
    duty_services.except_(actor=act(officer), rule=rule, user=other, reason="小公司", ends_on=today())
    grants.create(actor=act(admin), user=other, role=Role.objects.get(code="admin"), reach="all")
    [violation] = duties.violations([other.pk])
    assert (violation.rule, violation.exception) == (rule, DutyException.objects.get())
    assert duties.violations([other.pk], today() + DAY)[0].exception is None


def test_nobody_excepts_themselves():
    officer = user_with("security")
    rule = DutyRule.objects.get(code="security-auditor")
    with pytest.raises(RuleBroken):
        duty_services.except_(actor=act(officer), rule=rule, user=officer, reason="x", ends_on=today())


def test_a_warning_shows_and_does_not_refuse():
    admin, other = user_with("admin"), user_with("clerk")
    grants.create(actor=act(admin), user=other, role=Role.objects.get(code="finance"), reach="all")
    assert [v.rule.code for v in duties.violations([other.pk])] == ["sell-collect"]


def test_duties_meet_by_a_changed_role_too():
    admin, other = user_with("admin"), user_with("auditor")
    role = RoleFactory(code="own")
    GrantFactory(user=other, role=role)
    rule = DutyRule.objects.create(
        code="x", name="x", one=["platform.view_auditentry"], other=["crm.view_customer"], effect="off"
    )
    clash = {"functions": ["orders.add_order"]}
    roles.change(role, actor=act(admin), **clash)
    DutyRule.objects.filter(pk=rule.pk).update(effect="refuse", other=["crm.add_customer"])
    role.refresh_from_db()
    with pytest.raises(RuleBroken) as refused:
        roles.change(role, actor=act(admin), functions=["crm.add_customer"])
    assert refused.value.code == "duties"


def test_the_officer_sees_rights_and_no_business():
    actor = act(user_with("security"))
    assert all(actor.can(c) for c in ("accounts.view_user", "accounts.view_grant", "accounts.change_dutyrule"))
    closed = ("crm.view_customer", "orders.view_order", "receivables.view_invoice", "analysis.view_sales")
    assert not any(actor.can(code) for code in (*closed, "platform.view_auditentry", "accounts.add_grant"))


# -- The last administrator --------------------------------------------------------------------------------------------


def refused_as_last(act_):
    with pytest.raises(RuleBroken) as refused:
        act_()
    assert refused.value.code == "last_administrator"


def test_the_last_administrator_stays():
    employee = EmployeeFactory()
    admin = user_with("admin", employee=employee)
    held, actor = admin.grants.get(), act(admin)
    refused_as_last(lambda: grants.remove(held, actor=actor))
    refused_as_last(lambda: grants.change(held, actor=actor, ends_on=today() - DAY))
    refused_as_last(lambda: grants.change(held, actor=actor, ends_on=today() + 30 * DAY))
    refused_as_last(lambda: grants.change(held, actor=actor, starts_on=today() + DAY))
    refused_as_last(lambda: user_services.deactivate(admin, actor=SYSTEM))
    refused_as_last(lambda: employees.change(employee, actor=SYSTEM, left_on=today()))
    held.refresh_from_db()
    assert (held.starts_on, held.ends_on) == (None, None)
    assert list(users.administrators()) == [admin]


def test_the_last_role_that_keeps_people_keeps_it():
    admin = UserFactory()
    role = RoleFactory(functions=["accounts.change_user", "accounts.add_grant", "accounts.change_role"])
    GrantFactory(user=admin, role=role, reach="all")
    refused_as_last(lambda: roles.change(role, actor=act(admin), functions=["accounts.change_role"]))


def test_a_second_administrator_lets_the_first_go():
    first, second = user_with("admin"), user_with("admin")
    grants.change(first.grants.get(), actor=act(second), ends_on=today() + 5 * DAY)
    refused_as_last(lambda: grants.change(second.grants.get(), actor=SYSTEM, ends_on=today() + 9 * DAY))
    user_services.deactivate(first, actor=act(second))
    refused_as_last(lambda: user_services.deactivate(second, actor=SYSTEM))


def test_who_stands_in_for_the_administrator_is_none():
    admin, other = user_with("admin"), user_with("rep", employee=EmployeeFactory())
    stand_in(admin, other, covers="all")
    assert not any(code.startswith("accounts.add_grant") for code in act(other).functions)
    refused_as_last(lambda: user_services.deactivate(admin, actor=SYSTEM))


# -- Substitution ------------------------------------------------------------------------------------------------------


def test_the_substitute_sees_what_the_absent_person_sees_on_these_days_only():
    five = people()
    customer = customers.create(actor=SYSTEM, name="甲", code="K1", owner=five.rep.employee)
    stand_in(five.rep, five.stranger, starts_on=today(), ends_on=today() + DAY)
    days = [today() - DAY, today(), today() + DAY, today() + 2 * DAY]
    seen = [seen_customers.visible(actors.actor_of(five.stranger, day)).filter(pk=customer.pk).exists() for day in days]
    assert seen == [False, True, True, False]


def test_reading_covers_no_writing_and_all_covers_daily_work():
    five = people()
    row = stand_in(five.manager, five.finance)
    assert not act(five.finance).can("crm.change_customer")
    substitutions.change(row, actor=SYSTEM, covers="all")
    actor = act(five.finance)
    assert actor.can("crm.change_customer")
    assert not actor.can("organization.see_pay")


def test_masks_and_access_are_never_handed_on():
    five = people()
    stand_in(five.finance, five.rep, covers="all")
    actor = act(five.rep)
    assert not actor.can("products.see_cost")
    stand_in(user_with("admin"), five.rep, covers="all")
    assert not act(five.rep).can("accounts.view_user")


def test_what_a_substitute_does_is_signed_for_the_absent_person():
    five = people()
    own = customers.create(actor=SYSTEM, name="甲", code="K1", owner=five.teammate.employee)
    theirs = customers.create(actor=SYSTEM, name="乙", code="K2", owner=five.rep.employee)
    stand_in(five.rep, five.teammate, covers="all")
    actor = act(five.teammate)
    for row in (own, theirs):
        customers.change(row, actor=actor, city="泉州")
    signed = dict(AuditEntry.objects.filter(verb="change", noun_name="crm.customer").values_list("object_id", "who"))
    assert signed[own.pk] == str(five.teammate)
    assert str(five.teammate) in signed[theirs.pk]
    assert str(five.rep) in signed[theirs.pk]


def test_a_substitution_ends_by_hand_and_with_the_account():
    five = people()
    row = stand_in(five.rep, five.teammate)
    substitutions.end(row, actor=act(five.teammate))
    assert act(five.teammate).standing_in == ()
    stand_in(five.finance, five.teammate)
    assert [s.name for s in act(five.teammate).standing_in] == [str(five.finance)]
    user_services.deactivate(five.finance, actor=SYSTEM)
    assert act(five.teammate).standing_in == ()


@pytest.mark.parametrize("covers", ["reading", "all"])
def test_nothing_is_handed_on_twice(covers):
    five = people()
    stand_in(five.rep, five.teammate, covers=covers)
    with pytest.raises(RuleBroken) as refused:
        stand_in(five.teammate, five.finance)
    assert refused.value.code == "chain"
    with pytest.raises(RuleBroken) as refused:
        stand_in(five.finance, five.rep)
    assert refused.value.code == "chain"
    # Entered past the service all the same, it still hands on only what is one's own.
    Substitution.objects.create(absent=five.teammate, substitute=five.finance, starts_on=today(), ends_on=today())
    assert [s.name for s in act(five.finance).standing_in] == [str(five.teammate)]
    reach = act(five.finance).standing_in[0].functions["crm.view_customer"]
    assert five.rep.employee_id not in reach.employee_ids


def test_who_may_name_a_substitute():
    five = people()
    assert stand_in(five.rep, five.teammate, actor=act(five.rep)).pk
    assert stand_in(
        five.rep, five.finance, actor=act(five.manager), starts_on=today() + 9 * DAY, ends_on=today() + 9 * DAY
    ).pk
    with pytest.raises(PermissionDenied):
        stand_in(five.manager, five.teammate, actor=act(five.finance))
    with pytest.raises(RuleBroken) as refused:
        stand_in(five.rep, five.manager, actor=act(five.manager))
    assert refused.value.code == "own_rights"
    with pytest.raises(RuleBroken) as refused:
        stand_in(five.rep, five.rep, actor=act(five.rep))
    assert refused.value.code == "oneself"


@pytest.mark.parametrize(("first", "last", "code"), [(1, 0, "order"), (-3, -1, "past"), (0, 93, "too_long")])
def test_odd_days_are_refused(first, last, code):
    five = people()
    with pytest.raises(RuleBroken) as refused:
        stand_in(five.rep, five.teammate, starts_on=today() + first * DAY, ends_on=today() + last * DAY)
    assert refused.value.code == code


def test_the_directory_asks_the_substitute_too():
    five = people()
    stand_in(five.manager, five.finance)
    assert [p.user_id for p in directory().standing_in_for(five.finance.pk)] == [five.manager.pk]
    assert directory().standing_in_for(five.rep.pk) == []
    # Orders are confirmed by the manager; reading and approvals do not hand that on, daily work does.
    unit = five.manager.employee.unit_id
    assert five.finance.pk not in {p.user_id for p in directory().holding("orders.confirm_order", unit_id=unit)}
    Substitution.objects.update(covers="all")
    assert five.finance.pk in {p.user_id for p in directory().holding("orders.confirm_order", unit_id=unit)}


# -- See as this person ------------------------------------------------------------------------------------------------


def test_looking_shows_their_rows_and_hides_what_either_may_not_see():
    five, admin = people(), user_with("admin")
    spell = seeing.begin(five.finance, actor=act(admin), reason="电话求助")
    from yanzhen.accounts.queries import seeing as looks

    actor = looks.actor_of(spell, act(admin))
    assert actor.reach("crm.view_customer").everything
    assert not actor.can("products.see_cost")
    assert not any(c.partition(".")[2].startswith(("add_", "change_", "remove_", "export_")) for c in actor.functions)
    assert actor.name == str(five.finance)


def test_nobody_looks_as_somebody_with_more_power():
    admin, officer = user_with("admin"), user_with("security")
    looker = UserFactory()
    GrantFactory(user=looker, role=RoleFactory(functions=["accounts.see_as"]), reach="all")
    for person in (admin, officer):
        with pytest.raises(RuleBroken) as refused:
            seeing.begin(person, actor=act(looker), reason="x")
        assert refused.value.code == "more_power"
    with pytest.raises(PermissionDenied):
        seeing.begin(admin, actor=act(officer), reason="x")


def signed_in(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_spell_shows_writes_down_and_refuses_to_write():
    five, admin = people(), user_with("admin")
    customer = customers.create(actor=SYSTEM, name="甲酒店", code="K1", owner=five.rep.employee)
    client = signed_in(admin)
    assert client.get(f"/customers/{customer.pk}/").status_code == 403
    assert client.post(f"/accounts/users/{five.rep.pk}/see-as/", {"reason": "求助"}).status_code == 302
    answer = client.get(f"/customers/{customer.pk}/")
    assert (answer.status_code, str(five.rep) in answer.content.decode()) == (200, True)
    assert client.get(f"/api/v1/customers/{customer.pk}").status_code == 200
    for attempt in (
        client.post(f"/customers/{customer.pk}/edit/", {"name": "乙"}),
        client.post(f"/customers/{customer.pk}/notes/", {"text": "x"}),
        client.patch(f"/api/v1/customers/{customer.pk}", {"name": "乙"}, content_type="application/json"),
    ):
        assert attempt.status_code == 403
    customer.refresh_from_db()
    assert customer.name == "甲酒店"
    looked = AuditEntry.objects.filter(verb="saw_as", object_id=customer.pk)
    assert looked.count() == 2
    assert {e.user_id for e in looked} == {admin.pk}
    assert all(str(admin) in e.who and str(five.rep) in e.who for e in looked)
    assert client.post("/accounts/see-as/end/").status_code == 302
    assert client.get(f"/customers/{customer.pk}/").status_code == 403
    assert AuditEntry.objects.filter(verb="see_as_end").count() == 1


def test_a_spell_ends_by_itself():
    five, admin = people(), user_with("admin")
    client = signed_in(admin)
    client.post(f"/accounts/users/{five.rep.pk}/see-as/", {"reason": "求助"})
    assert client.get("/customers/").status_code == 200
    Seeing.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert client.get("/customers/").status_code == 403


def test_a_spell_ends_when_the_function_is_taken():
    five, admin, other = people(), user_with("admin"), user_with("admin")
    client = signed_in(admin)
    client.post(f"/accounts/users/{five.rep.pk}/see-as/", {"reason": "求助"})
    grants.remove(admin.grants.get(), actor=act(other))
    assert client.get("/customers/").status_code == 403


def test_a_key_sees_as_its_owner_only():
    five, admin = people(), user_with("admin")
    _key, secret = keys.issue(actor=SYSTEM, user=admin, name="k")
    client = signed_in(admin)
    client.post(f"/accounts/users/{five.rep.pk}/see-as/", {"reason": "求助"})
    assert client.get("/api/v1/customers").status_code == 200
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/customers").status_code == 403


# -- Two people for what is of high value ------------------------------------------------------------------------------


def test_power_is_given_by_two():
    admin, officer, other = user_with("admin"), user_with("security"), UserFactory()
    ApprovalRule.objects.create(matter="accounts.give_power", name="两人", rank=1, is_active=True)
    values = {"user": other, "role": Role.objects.get(code="finance"), "reach": "all"}
    with pytest.raises(approvals.NeedsApproval) as asked:
        grants.create(actor=act(admin), **values)
    asked.value.settle()
    assert not Grant.objects.filter(user=other).exists()
    with pytest.raises(approvals.NeedsApproval):
        grants.create(actor=act(admin), **values)
    from yanzhen.platform.models import Approval

    approvals.decide(Approval.objects.get(), actor=act(officer), approve=True)
    assert grants.create(actor=act(admin), **values).pk
    # The consent is used up, and holds for nothing else.
    with pytest.raises(approvals.NeedsApproval):
        grants.create(actor=act(admin), **{**values, "user": UserFactory()})


def test_power_is_not_slipped_into_a_role_that_is_held_already():
    admin, other = user_with("admin"), UserFactory()
    ApprovalRule.objects.create(matter="accounts.give_power", name="两人", rank=1, is_active=True)
    own = roles.create(actor=act(admin), code="own", name="自设", functions=["crm.view_customer"])
    assert grants.create(actor=act(admin), user=other, role=own, reach="own").pk
    with pytest.raises(approvals.NeedsApproval):
        roles.change(own, actor=act(admin), functions=["crm.view_customer", "platform.change_approvalrule"])
    assert roles.change(own, actor=act(admin), functions=["crm.view_customer", "crm.view_contact"]).version == 2


def test_the_administrator_sees_the_rule_of_two_but_cannot_switch_it_off():
    admin, officer = user_with("admin"), user_with("security")
    rule = ApprovalRule.objects.create(matter="accounts.give_power", name="两人", rank=1, is_active=True)
    address, off = f"/api/v1/approval-rules/{rule.pk}", {"is_active": False, "version": 1}
    client = signed_in(admin)
    assert client.get(address).status_code == 200
    assert client.patch(address, off, content_type="application/json").status_code == 403
    assert client.delete(address).status_code == 403
    assert client.post(f"/settings/approval-rules/{rule.pk}/edit/", off).status_code == 403
    rule.refresh_from_db()
    assert rule.is_active
    assert signed_in(officer).patch(address, off, content_type="application/json").status_code == 200


def test_a_plain_role_needs_nobody_else():
    admin, other = user_with("admin"), UserFactory()
    ApprovalRule.objects.create(matter="accounts.give_power", name="两人", rank=1, is_active=True)
    assert grants.create(actor=act(admin), user=other, role=Role.objects.get(code="rep"), reach="own").pk


def test_rights_of_a_person_are_saved_together_or_not_at_all():
    admin, other = user_with("admin"), user_with("auditor")
    held = other.grants.get()
    with pytest.raises(RuleBroken):
        editing.set_grants(
            other,
            actor=act(admin),
            changed=[(held, {"reach": "own"})],
            given=[{"role": Role.objects.get(code="admin"), "reach": "all"}],
        )
    held.refresh_from_db()
    assert held.reach == "all"
    assert staff.team_ids(EmployeeFactory().pk)
