"""Right answers to the forms of the nouns that have no module of their own."""

from typing import Any

from django.utils import timezone

# A social credit code with a right check digit.
CREDIT_CODE = "91110000600037341L"


def valid(firm: Any, noun: str) -> dict[str, Any] | None:
    """A right answer to the form of a noun, as the API takes it; None for nouns that stand elsewhere."""
    seller, customer = firm.employees["rep.east"], firm.row("crm.customer")
    unit, named = firm.units["EAST-1"], {"code": "0042-N", "name": "新名", "name_en": "New"}
    product_line = {"product": firm.row("products.product").pk, "quantity": "2", "unit_price": "10.50"}
    money = {"customer": customer.pk, "number": "0099", "currency": "CNY", "amount": "12.34"}
    return {
        "organization.company": {**named, "currency": "CNY"},
        "organization.unit": {**named, "company": unit.company_id, "parent": unit.pk, "kind": "department"},
        "organization.position": {**named, "kind": "maintaining"},
        "organization.region": named,
        "organization.calendarday": {"day": "2026-10-10", "is_working": True, "name": "调休上班", "name_en": "Make-up"},
        "organization.territory": {**named, "region": firm.row("organization.region").pk},
        "organization.employee": {"number": "00042", "name": "新人", "unit": unit.pk, "hired_on": "2026-01-05"},
        "organization.assignment": {"employee": seller.pk, "unit": unit.pk, "starts_on": "2026-02-01"},
        "organization.coverage": {
            "employee": seller.pk, "territory": firm.row("organization.territory").pk,
            "starts_on": "2025-01-01", "ends_on": "2025-02-01",
        },
        "products.category": named,
        "products.product": {
            **named, "category": firm.row("products.category").pk, "unit_of_measure": "件", "currency": "CNY",
            "list_price": "10.00", "is_sold": True,
        },
        "crm.customertype": named,
        "crm.industry": named,
        "crm.process": {"name": "新流程", "name_en": "New", "is_default": False, "is_active": True, "note": "x"},
        "crm.lossreason": {**named, "outcome": "lost", "is_active": True},
        "crm.opportunity": {
            "name": "新商机", "customer": customer.pk, "number": "0099", "expected_on": "2026-12-31",
            "currency": "CNY", "process": firm.row("crm.process").pk, "owner": seller.pk, "lines": [product_line],
        },
        "crm.playbook": {"title": "太贵", "kind": "objection", "answer": "算总成本", "position": 10, "is_active": True},
        "crm.stakeholder": {
            "customer": customer.pk, "name": "新干系人", "role": "user", "attitude": "neutral", "influence": "medium",
            "starts_on": "2026-02-01",
        },
        "crm.customermember": {"customer": customer.pk, "employee": seller.pk, "role": "presales"},
        "crm.customer": {
            "name": "新客户", "code": "0042", "owner": seller.pk, "credit_code": CREDIT_CODE, "is_active": True,
        },
        "crm.lead": {
            "company": "新线索公司", "person": "新人", "phone": "13700001111", "source": "fair", "owner": seller.pk,
        },
        "crm.leadrule": {
            "order": 5, "name": "新规则", "places": "上海、江苏", "target": "round_robin", "is_active": True,
            "members": [{"employee": seller.pk}],
        },
        "crm.leadpoint": {"fact": "budget", "value": "100000", "points": 10, "is_active": True},
        "crm.leadform": {
            "name": "展会表单", "unit": unit.pk, "asks_phone": True, "origins": "https://www.example.com",
            "consent": "同意", "consent_en": "I agree", "is_active": True,
        },
        "market.competitor": {**named, "is_active": True},
        "market.marketfigure": {
            "kind": "competitor_sales", "competitor": firm.row("market.competitor").pk, "starts_on": "2026-01-01",
            "length": "quarter", "value": "1234.50", "currency": "CNY", "source": "年报", "found_on": "2026-04-10",
        },
        "crm.contact": {"customer": customer.pk, "name": "新联系人"},
        "orders.order": {
            "customer": customer.pk, "kind": "sale", "number": "0099", "ordered_on": "2026-05-01", "currency": "CNY",
            "lines": [product_line],
        },
        "receivables.invoice": {**money, "issued_on": "2026-05-01", "due_on": "2026-06-01"},
        "receivables.receipt": {**money, "received_on": "2026-05-01", "method": "cash"},
        "planning.plan": {
            "name": "2028", "unit": firm.units["SALES"].pk, "starts_on": "2028-01-01", "months": 12, "currency": "CNY",
        },
        "planning.quota": {
            "plan": firm.row("planning.plan").pk, "person": seller.pk, "metric": "margin", "amount": "1200.00",
            "weight": "50", "cap": "150", "floor": "0",
        },
        "planning.pipelinefigure": {
            "person": seller.pk, "month": "2026-04-01", "stage": "proposal", "held": 5, "wanted": "2.50",
            "cycle_months": "1.50", "won": 1, "tried": 4,
        },
        "planning.actionitem": {
            "person": seller.pk, "span": "week", "starts_on": "2026-04-06", "task": "拜访", "is_done": False,
        },
        "planning.improvement": {"title": "新卡", "what": "缺口", "owner": seller.pk, "metric": "revenue"},
        "planning.forecastrun": {"cutoff": "2026-02-01", "horizon": 12, "currency": "CNY"},
        "planning.target": {
            "plan": firm.row("planning.plan").pk, "side": "region", "region": firm.row("organization.region").pk,
        },
        "planning.declaration": {"plan": firm.row("planning.plan").pk, "amount": "1234.50", "note": "新"},
        "platform.exportbudget": {"role": "rep", "rows_a_day": 100},
        "platform.approvalrule": {
            "name": "新规则", "matter": "orders.confirm", "rank": 7, "is_active": True,
            "steps": [{"step_no": 1, "approver": "manager", "hours": 24}],
        },
        "crm.handover": {"employee": seller.pk, "last_on": "2026-12-31"},
        "platform.trigger": {
            "name": "新触发", "noun_name": "organization.unit", "event": "created", "side": "before",
            "acts": [{"kind": "notify", "recipient": "me", "text": "看一看"}],
        },
        "accounts.user": {"username": "newcomer", "display_name": "新人"},
        "accounts.role": {**named, "functions": ["crm.view_customer"]},
        "accounts.substitution": {
            "absent": firm.users["rep.east"].pk, "substitute": firm.users["manager.east"].pk,
            "starts_on": str(timezone.localdate()), "ends_on": str(timezone.localdate()), "covers": "reading",
        },
        "accounts.dutyrule": {
            **named, "one": ["crm.add_customer"], "other": ["accounts.add_grant"], "effect": "warn",
        },
        "accounts.dutyexception": {
            "rule": firm.row("accounts.dutyrule").pk, "user": firm.users["finance"].pk, "reason": "x",
            "ends_on": str(timezone.localdate()),
        },
        "accounts.grant": {
            "user": firm.users["rep.east"].pk, "role": firm.row("accounts.role").pk, "reach": "own",
        },
        "platform.robot": {"name": "新组", "kind": "feishu", "address": "0123456789abcdef"},
        "accounts.identityprovider": {
            "code": "corp-2", "name": "新", "kind": "oidc", "server_url": "https://new.example", "client_id": "c",
            "client_secret": "sealed", "is_active": True,
        },
    }.get(noun)  # fmt: skip
