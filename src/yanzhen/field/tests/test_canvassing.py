"""Areas worked from door to door: drawn, cut, worked, and prospects that become leads."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.crm.models import Lead
from yanzhen.field.calc.canvassing.outline import Point
from yanzhen.field.models import CanvassArea, CanvassStop
from yanzhen.field.queries import canvassing as rows
from yanzhen.field.services import canvass_stops, canvassing
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.platform.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db
CORNERS = [[31.230, 121.470], [31.236, 121.470], [31.236, 121.478], [31.230, 121.478]]
"""667 m from south to north, 761 m from west to east: 4 rows and 4 columns of blocks of 200 m."""


@pytest.fixture
def ann() -> Any:
    roles.ensure_standard_roles(actor=SYSTEM)
    user = UserFactory(username="ann", employee=EmployeeFactory(unit=UnitFactory(code="U")), display_name="ann")
    roles.grant(actor=SYSTEM, user=user, role="rep", reach="own")
    return user


def area_of(user: Any, **given: Any) -> CanvassArea:
    return canvassing.create(actor=actors.actor_of(user), name="家居街", city="上海", corners=CORNERS, **given)


def act(user: Any) -> Actor:
    return actors.actor_of(user)


def test_an_area_is_cut_into_blocks(ann: Any) -> None:
    area = area_of(ann)
    assert (area.owner_id, area.blocks.count()) == (ann.employee_id, 16)
    assert [b.name for b in area.blocks.order_by("row", "column")[:5]] == ["A1", "B1", "C1", "D1", "A2"]
    canvassing.change(area, actor=act(ann), cell_size=300)
    assert area.blocks.count() == 9


def test_once_begun_the_outline_stays(ann: Any) -> None:
    area = area_of(ann)
    canvassing.mark(area, actor=act(ann), block=area.blocks.first(), state="worked")
    with pytest.raises(RuleBroken) as refusal:
        canvassing.change(area, actor=act(ann), cell_size=300)
    assert refusal.value.code == "begun"
    assert area.blocks.count() == 16
    assert canvassing.change(CanvassArea.objects.get(pk=area.pk), actor=act(ann), name="改名").name == "改名"


def test_a_block_is_skipped_with_a_reason(ann: Any) -> None:
    area = area_of(ann)
    block = area.blocks.first()
    with pytest.raises(RuleBroken) as refusal:
        canvassing.mark(area, actor=act(ann), block=block, state="skipped", reason=" ")
    assert refusal.value.errors.keys() == {"reason"}
    held = canvassing.mark(area, actor=act(ann), block=block, state="skipped", reason="工地")
    assert (held.state, held.reason, held.worked_by_id) == ("skipped", "工地", ann.employee_id)
    assert str(rows.covered(area).settled) == "6.3"  # 1 of 16


def test_a_prospect_is_a_lead_with_what_was_typed_at_the_door(ann: Any) -> None:
    area = area_of(ann)
    stop = canvass_stops.call(
        area, actor=act(ann), result="prospect", name="木言家居", person="王店长", phone="13800001111", remark="要样册",
        latitude=Decimal("31.2309"), longitude=Decimal("121.4709"),
    )  # fmt: skip
    lead = Lead.objects.get()
    assert stop.lead == lead
    assert (lead.company, lead.person, lead.phone, lead.note) == ("木言家居", "王店长", "13800001111", "要样册")
    assert (lead.source, lead.campaign, lead.city, lead.owner_id) == ("canvassing", "家居街", "上海", ann.employee_id)
    assert str(stop.block) == "A1"
    with pytest.raises(RuleBroken) as refusal:
        canvass_stops.take_back(stop, actor=act(ann))
    assert refusal.value.code == "lead"


def test_the_same_door_sent_twice_is_one(ann: Any) -> None:
    area, key = area_of(ann), uuid4()
    given: dict[str, Any] = {"result": "prospect", "name": "木言家居", "client_key": key}
    first = canvass_stops.call(area, actor=act(ann), **given)
    assert canvass_stops.call(area, actor=act(ann), **given) == first
    assert (CanvassStop.objects.count(), Lead.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"result": "prospect"}, "name"),
        ({"result": "odd"}, "result"),
        ({"result": "not_home", "called_at": timedelta(days=1)}, "ahead"),
        ({"result": "not_home", "called_at": timedelta(days=-60)}, "old"),
        ({"result": "not_home", "latitude": Decimal("31.2")}, "place"),
        ({"result": "not_home", "latitude": Decimal("121.47"), "longitude": Decimal("31.23")}, "swapped"),
    ],
)
def test_a_door_that_makes_no_sense_is_refused(ann: Any, given: dict[str, Any], code: str) -> None:
    given = {n: timezone.now() + v if isinstance(v, timedelta) else v for n, v in given.items()}
    area = area_of(ann)
    with pytest.raises(RuleBroken) as refusal:
        canvass_stops.call(area, actor=act(ann), **given)
    assert refusal.value.code == code
    assert not CanvassStop.objects.exists()


def test_the_nearest_open_block(ann: Any) -> None:
    area = area_of(ann)
    north_east = Point(31.2355, 121.4775)
    assert rows.nearest_open(area, north_east).name == "D4"
    canvassing.mark(area, actor=act(ann), block=area.blocks.get(name="D4"), state="worked")
    assert rows.nearest_open(area, north_east).name in {"C4", "D3"}
    assert rows.nearest_open(area, None).name == "A1"


def test_an_outline_with_swapped_coordinates_is_told_at_its_field(ann: Any) -> None:
    client = Client()
    client.force_login(ann, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(
        "/canvass-areas/new/", {"name": "x", "cell_size": 200, "corners": "121.4, 31.2\n121.5, 31.2\n121.5, 31.3"}
    )
    assert page.status_code == 422
    assert not CanvassArea.objects.exists()


def test_walking_from_door_to_door(ann: Any) -> None:
    area, client = area_of(ann), Client()
    client.force_login(ann, backend="django.contrib.auth.backends.ModelBackend")
    walk = f"/canvass-areas/{area.pk}/walk/"
    block = area.blocks.get(name="B1")
    assert client.get(f"{walk}?near=31.2309,121.4730").context is not None
    assert client.post(walk, {"result": "prospect", "block": block.pk}).status_code == 422
    answer = client.post(walk, {"result": "not_home", "block": block.pk, "client_key": str(uuid4())})
    assert answer.headers["Location"] == f"{walk}?block={block.pk}"
    done = client.post(f"/canvass-areas/{area.pk}/blocks/{block.pk}/", {"state": "worked", "then": "walk"})
    assert done.headers["Location"] == walk
    assert (CanvassStop.objects.get().block, area.blocks.get(name="B1").state) == (block, "worked")
    told = client.get(f"/api/v1/canvass-areas/{area.pk}/map").json()
    assert (told["coverage"]["worked"], told["coverage"]["doors"], len(told["blocks"])) == (1, 1, 16)
    assert client.get(f"/canvass-areas/{area.pk}/").status_code == 200
