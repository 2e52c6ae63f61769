"""Entering, inviting and shutting out people; the last administrator; the first one."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from yanzhen.accounts.enums import LinkPurpose, ReachLevel
from yanzhen.accounts.models import Grant, OneTimeLink, Role, User
from yanzhen.accounts.queries import actors
from yanzhen.accounts.queries import links as open_links
from yanzhen.accounts.services import links, roles, setup, users
from yanzhen.accounts.tests.factories import PASSWORD, UserFactory, people, user_with
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.platform import functions
from yanzhen.platform.actor import SYSTEM

AuditEntry = apps.get_model("platform", "AuditEntry")
pytestmark = pytest.mark.django_db


def secret_of(path):
    return path.rstrip("/").rsplit("/", 1)[1]


def test_new_person_has_no_password_and_one_role():
    roles.ensure_standard_roles(actor=SYSTEM)
    user = users.create(actor=SYSTEM, username=" wang ", employee=EmployeeFactory(name="王小满"), role="rep")
    assert (user.username, user.display_name, user.has_usable_password()) == ("wang", "王小满", False)
    assert list(user.grants.values_list("role__code", "reach")) == [("rep", "own")]


def test_two_people_cannot_share_a_name_in_another_case():
    UserFactory(username="wang")
    with pytest.raises(RuleBroken):
        users.create(actor=SYSTEM, username="Wang")
    assert User.objects.count() == 1


def test_person_cannot_give_an_initial_password():
    admin = user_with("admin", reach="all")
    with pytest.raises(RuleBroken) as broken:
        users.create(actor=actors.actor_of(admin), username="wang", password=PASSWORD)
    assert list(broken.value.errors) == ["password"]
    assert not User.objects.filter(username="wang").exists()


def test_trail_holds_no_secret():
    user = users.create(actor=SYSTEM, username="wang", password=PASSWORD)
    users.set_password(actor=SYSTEM, user=user, password="a-quite-different-one-3")
    kept = str(list(AuditEntry.objects.values_list("before", "after")))
    assert "password" not in kept
    assert user.password not in kept


@pytest.mark.parametrize("who", ["rep", "teammate", "manager", "finance", "stranger"])
def test_only_administrators_enter_and_end_people(who):
    five = people()
    actor = five.actor(who)
    for act in (
        lambda: users.create(actor=actor, username="new"),
        lambda: users.deactivate(five.rep, actor=actor),
        lambda: users.invite(five.rep, actor=actor),
        lambda: roles.grant(actor=actor, user=getattr(five, who), role="director"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert User.objects.filter(is_active=True).count() == 5
    assert Grant.objects.count() == 5
    assert not OneTimeLink.objects.exists()


def test_unknown_role_is_named_in_the_message():
    roles.ensure_standard_roles(actor=SYSTEM)
    with pytest.raises(RuleBroken, match="boss"):
        users.create(actor=SYSTEM, username="wang", role="boss")
    assert not User.objects.exists()


def test_last_administrator_keeps_access():
    admin, second = user_with("admin"), user_with("admin")
    users.deactivate(second, actor=SYSTEM)
    for act in (
        lambda: users.deactivate(admin, actor=SYSTEM),
        lambda: roles.withdraw(actor=SYSTEM, user=admin, role="admin"),
    ):
        with pytest.raises(RuleBroken) as broken:
            act()
        assert broken.value.code == "last_administrator"
    assert User.objects.get(pk=admin.pk).is_active
    assert admin.grants.count() == 1


def test_standard_roles_follow_the_product_and_change_nothing_twice():
    made = roles.ensure_standard_roles(actor=SYSTEM)
    written = AuditEntry.objects.count()
    assert set(made) == set(roles.STANDARD_ROLES)
    assert made["rep"].functions == functions.of_role("rep")
    roles.ensure_standard_roles(actor=SYSTEM)
    assert AuditEntry.objects.count() == written
    with pytest.raises(RuleBroken):
        roles.change(made["rep"], actor=SYSTEM, functions=["crm.view_customer"])


def test_role_with_an_unknown_function_is_refused():
    with pytest.raises(RuleBroken, match=r"crm\.fly"):
        roles.create(actor=SYSTEM, code="pilot", name="飞行员", functions=["crm.fly"])
    assert not Role.objects.exists()


def test_link_ends_after_its_time_and_when_a_newer_one_is_made():
    user = UserFactory()
    first = secret_of(users.invite(user, actor=SYSTEM))
    second = secret_of(users.invite(user, actor=SYSTEM))
    assert open_links.open_link(first, LinkPurpose.INVITATION) is None
    assert open_links.open_link(second, LinkPurpose.INVITATION).user == user
    assert open_links.open_link(second, LinkPurpose.SIGN_IN) is None
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(RuleBroken):
        links.consume(second, LinkPurpose.INVITATION)


def test_only_the_hash_of_a_link_is_stored():
    secret = secret_of(users.invite(UserFactory(), actor=SYSTEM))
    assert secret not in str(list(OneTimeLink.objects.values()))


def test_demo_links_open_for_people_without_a_password_only():
    roles.ensure_standard_roles(actor=SYSTEM)
    for name, role in (("director", "director"), ("hr", "hr"), ("finance", "finance"), ("wang", "rep")):
        users.create(actor=SYSTEM, username=name, employee=EmployeeFactory(), role=role)
    users.set_password(actor=SYSTEM, user=User.objects.get(username="hr"), password=PASSWORD)
    users.invite(User.objects.get(username="finance"), actor=SYSTEM)
    assert [(name, role) for name, role, _ in links.demo_sign_in_links()] == [("director", "Sales director")]


def test_first_administrator_comes_in_by_the_code():
    code = setup.first_administrator_code()
    typed = f" {code.lower().replace('0', 'o')} "
    user = setup.complete(code=typed, display_name="江一舟", username="jiang", password=PASSWORD)
    assert (user.username, user.check_password(PASSWORD)) == ("jiang", True)
    assert set(user.grants.values_list("role__code", "reach")) == {
        ("admin", ReachLevel.ALL),
        ("director", ReachLevel.ALL),
    }
    assert setup.first_administrator_code() is None
    with pytest.raises(RuleBroken):
        setup.complete(code=code, display_name="x", username="x", password=PASSWORD)


def test_new_code_ends_the_old_one():
    old, new = setup.first_administrator_code(), setup.first_administrator_code()
    with pytest.raises(RuleBroken) as broken:
        setup.complete(code=old, display_name="x", username="x", password=PASSWORD)
    assert list(broken.value.errors) == ["code"]
    # A weak password gives the code back.
    with pytest.raises(RuleBroken) as broken:
        setup.complete(code=new, display_name="x", username="x", password="1234567890")
    assert list(broken.value.errors) == ["password"]
    assert setup.complete(code=new, display_name="x", username="x", password=PASSWORD).username == "x"


def test_code_never_revives_somebody_who_was_shut_out():
    old = user_with("rep", username="admin")
    User.objects.filter(pk=old.pk).update(is_active=False)
    code = setup.first_administrator_code()
    user = setup.complete(code=code, display_name="新", username="new.admin", password=PASSWORD)
    assert user.pk != old.pk
    assert not User.objects.get(pk=old.pk).is_active


def test_code_cannot_take_over_a_name():
    UserFactory(username="wang")
    code = setup.first_administrator_code()
    with pytest.raises(RuleBroken) as broken:
        setup.complete(code=code, display_name="x", username="WANG", password=PASSWORD)
    assert list(broken.value.errors) == ["username"]
