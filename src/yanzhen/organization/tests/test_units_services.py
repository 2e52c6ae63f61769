import pytest
from django.core.exceptions import PermissionDenied

from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.organization.models import Unit
from yanzhen.organization.queries import people
from yanzhen.organization.services import units
from yanzhen.organization.tests.factories import CompanyFactory, UnitFactory
from yanzhen.platform.actor import NOBODY, SYSTEM

pytestmark = pytest.mark.django_db


def path(unit):
    return Unit.objects.get(pk=unit.pk).path


def test_new_unit_stands_below_its_parent():
    company = CompanyFactory()
    top = units.create(actor=SYSTEM, code="TOP", name="总部", company=company)
    east = units.create(actor=SYSTEM, code="E", name="华东", company=company, parent=top)
    assert (path(top), path(east)) == (f"/{top.pk}/", f"/{top.pk}/{east.pk}/")


def test_moved_unit_takes_along_what_is_below():
    top = UnitFactory()
    east, west = UnitFactory(parent=top), UnitFactory(parent=top)
    team = UnitFactory(parent=east)
    crew = UnitFactory(parent=team)
    units.move(team, actor=SYSTEM, parent=west)
    assert path(team) == f"/{top.pk}/{west.pk}/{team.pk}/"
    assert path(crew) == f"/{top.pk}/{west.pk}/{team.pk}/{crew.pk}/"
    assert path(east) == f"/{top.pk}/{east.pk}/"
    assert people.subtree_ids([west.path])[west.path] == {west.pk, team.pk, crew.pk}


def test_unit_with_similar_number_is_not_below():
    # "/1/" must not catch "/12/": paths end with a stroke.
    top = UnitFactory()
    others = [UnitFactory() for _ in range(12)]
    assert people.subtree_ids([top.path]) == {top.path: {top.pk}}
    assert people.subtree_ids([o.path for o in others]) == {o.path: {o.pk} for o in others}


def test_unit_cannot_stand_below_itself():
    top = UnitFactory(name="总部", name_en="")
    east = UnitFactory(name="华东", name_en="", parent=top)
    team = UnitFactory(name="一组", name_en="", parent=east)
    with pytest.raises(RuleBroken) as broken:
        units.change(top, actor=SYSTEM, parent=team)
    assert list(broken.value.errors) == ["parent"]
    assert "总部 → 一组 → 华东 → 总部" in str(broken.value)
    assert (path(top), Unit.objects.get(pk=top.pk).parent_id) == (f"/{top.pk}/", None)


def test_unit_cannot_be_its_own_parent():
    unit = UnitFactory()
    with pytest.raises(RuleBroken):
        units.change(unit, actor=SYSTEM, parent=unit)


def test_unit_stays_in_its_company():
    unit, foreign = UnitFactory(), UnitFactory()
    with pytest.raises(RuleBroken) as broken:
        units.change(unit, actor=SYSTEM, parent=foreign)
    assert broken.value.code == "other_company"


def test_too_deep_a_tree_is_refused():
    unit = UnitFactory(code="ROOT")
    Unit.objects.filter(pk=unit.pk).update(path="/" + "1234567/" * 31 + "12345/")
    with pytest.raises(RuleBroken) as broken:
        units.create(actor=SYSTEM, code="LEAF", name="x", company=unit.company, parent=unit)
    assert broken.value.code == "too_deep"
    assert not Unit.objects.filter(code="LEAF").exists()


def test_second_of_two_editors_hears_of_the_first():
    unit = UnitFactory()
    units.change(unit, actor=SYSTEM, version=1, name="先")
    with pytest.raises(Stale):
        units.change(unit, actor=SYSTEM, version=1, name="后")
    assert Unit.objects.get(pk=unit.pk).name == "先"


def test_unit_in_use_is_kept():
    top = UnitFactory()
    UnitFactory(parent=top)
    with pytest.raises(RuleBroken) as broken:
        units.remove(top, actor=SYSTEM)
    assert broken.value.code == "in_use"


def test_stranger_changes_nothing():
    unit = UnitFactory(name="旧")
    with pytest.raises(PermissionDenied):
        units.change(unit, actor=NOBODY, name="新")
    assert Unit.objects.get(pk=unit.pk).name == "旧"
