"""Short words for the tests of targets."""

from datetime import date
from decimal import Decimal
from decimal import Decimal as D
from typing import Any

from django.test import Client
from tests.firm import Firm

from yanzhen.planning.models import Plan, Target, TargetMethod
from yanzhen.planning.queries import target_inputs
from yanzhen.planning.services import plans, targets
from yanzhen.platform.actor import SYSTEM

TODAY = date(2026, 11, 22)


def client_of(books: Firm, name: str) -> Client:
    client = Client()
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def whole(books: Firm, plan: Any, name: str = "director") -> Target:
    return targets.create(actor=books.actor(name), plan=plan)


def of_east(books: Firm) -> Plan:
    return plans.create(actor=SYSTEM, name="East", unit=books.units["EAST"], starts_on=date(2027, 1, 1), months=12)


def method(target: Target, code: str) -> TargetMethod:
    return TargetMethod.objects.get(target=target, method=code)


def value(target: Target, code: str, name: str) -> Decimal | None:
    return next(i.number for i in target_inputs.read(method(target, code).inputs) if i.name == name)


def decide(target: Target, actor: Any, realistic: str = "1700", **more: Any) -> Target:
    return targets.decide(target, actor=actor, realistic=D(realistic), ideal=D(1800), reason="new shops", **more)


def send(client: Client, verb: str, address: str, body: Any = None) -> Any:
    return getattr(client, verb)(f"/api/v1{address}", body, content_type="application/json")
