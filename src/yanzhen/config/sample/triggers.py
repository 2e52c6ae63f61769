"""Triggers of the sample company: three that work for a regional manager, one that is still being tried."""

from typing import Any

from django.contrib.auth import get_user_model

from yanzhen.accounts.queries import actors
from yanzhen.platform.triggers import rules

ACTIVE: tuple[dict[str, Any], ...] = (
    {
        "name": "新客户三天内首次拜访",
        "event": "created",
        "acts": [
            {"kind": "task", "recipient": "owner", "text": "首次拜访新客户，确认采购负责人", "days": 3},
            {"kind": "notify", "recipient": "manager", "text": "有新客户建档，请关注首次拜访"},
        ],
    },
    {
        "name": "六十天无人跟进",
        "event": "silent",
        "days": 60,
        "where": '["is_active","is",true]',
        "acts": [{"kind": "task", "recipient": "owner", "text": "回访：两个月没有跟进", "days": 5}],
    },
    {
        "name": "合作周年回访",
        "event": "reached",
        "field_name": "since_on",
        "days": 365,
        "side": "after",
        "acts": [{"kind": "task", "recipient": "owner", "text": "合作满一年，上门致谢并了解明年计划", "days": 7}],
    },
)
TRIED: dict[str, Any] = {
    "name": "客户停用时通知我",
    "event": "changed",
    "field_name": "is_active",
    "to_value": "false",
    "acts": [{"kind": "notify", "recipient": "me", "text": "有客户被停用，请确认原因"}],
}


def build() -> None:
    """Enter them as the manager of the east."""
    manager = actors.actor_of(get_user_model()._default_manager.get(username="manager.east"))
    for given in ACTIVE:
        made = rules.create(actor=manager, noun_name="crm.customer", **given)
        rules.switch_on(made, actor=manager)
    rules.create(actor=manager, noun_name="crm.customer", **TRIED)
