"""Rows of canvassing and call lists for the two small firms: each seller's area with a door and list with a call."""

from decimal import Decimal
from typing import Any

from django.apps import apps

from yanzhen.field.services import call_lists, call_scripts, canvass_stops, canvassing, do_not_call
from yanzhen.platform.actor import SYSTEM

CORNERS = "31.2300, 121.4700\n31.2360, 121.4700\n31.2360, 121.4780\n31.2300, 121.4780"


def add(firm: Any, sellers: tuple[str, ...], words: dict[str, str], phone: str) -> None:
    """A script and a barred number that all share, and one row of each other kind for every seller, with their word."""
    script = call_scripts.create(actor=SYSTEM, name="回访话术", steps=[{"kind": "say", "text": "您好", "answer": ""}])
    barred = do_not_call.create(actor=SYSTEM, phone=phone, reason="不要来电")
    firm.rows |= {"field.callscript": {"": script}, "field.donotcall": {"": barred}}
    for name in sellers:
        _of_seller(firm, name, words[name], script, phone)


def _of_seller(firm: Any, name: str, word: str, script: Any, phone: str) -> None:
    seller, customer = firm.employees[name], firm.row("crm.customer", name)
    corners = [[float(part) for part in line.split(",")] for line in CORNERS.splitlines()]
    area = canvassing.create(actor=SYSTEM, name=f"{word}片区", city=word, owner=seller, corners=corners)
    stop = canvass_stops.call(
        area, actor=firm.actor(name), result="interested", name=f"{word}门店", phone=phone, remark=word,
        latitude=Decimal("31.233"), longitude=Decimal("121.474"),
    )  # fmt: skip
    call_list = call_lists.create(actor=SYSTEM, name=f"{word}名单", owner=seller, script=script)
    target = _model("CallTarget").objects.create(call_list=call_list, position=1, customer=customer)
    attempt = _model("CallAttempt").objects.create(
        target=target, employee=seller, code="无人接听", kind="no_answer", note=word
    )
    for noun, row in {
        "canvassarea": area, "canvassstop": stop, "calllist": call_list, "calltarget": target, "callattempt": attempt,
    }.items():  # fmt: skip
        firm.rows.setdefault(f"field.{noun}", {})[name] = row


def _model(name: str) -> Any:
    return apps.get_model(f"field.{name}")


def valid(firm: Any, noun: str) -> dict[str, Any] | None:
    """A right answer to the form of a noun of canvassing or calling, as the API takes it."""
    seller = firm.employees["rep.east"]
    return {
        "field.canvassarea": {
            "name": "新片区", "city": "上海", "owner": seller.pk, "cell_size": 200, "corners": CORNERS,
        },
        "field.callscript": {"name": "新话术", "goal": "约拜访", "steps": [{"kind": "ask", "text": "近期需求？"}]},
        "field.calllist": {
            "name": "新名单", "owner": seller.pk, "script": firm.row("field.callscript").pk, "recall_minutes": 60,
            "most_tries": 4, "codes": [{"label": "没人接", "kind": "no_answer", "recall_minutes": 30}],
        },
        "field.donotcall": {"phone": "13700001111", "reason": "说过了"},
    }.get(noun)  # fmt: skip
