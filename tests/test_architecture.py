"""Conventions that hold for the whole house. What imports what is checked by lint-imports."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch
from tests import firm

from yanzhen.config.api import api
from yanzhen.platform.actor import NOBODY, Actor, Reach
from yanzhen.platform.base import CLOSED, Scoped
from yanzhen.platform.functions import all_functions
from yanzhen.platform.pages.nouns import all_nouns
from yanzhen.platform.writes import registry

ROOT = Path(__file__).resolve().parents[1]
NOUNS = all_nouns()
MACHINERY = {
    "crm.CaseShare", "crm.DuplicateMember", "crm.KnownApart", "crm.MergeMove", "crm.MergedRecord", "crm.PossibleAsk",
    "market.MarketSetting",
    "crm.LeadFormHit", "crm.LeadModel", "crm.LeadSetting",
    "platform.Counter", "platform.IdempotencyKey", "platform.ImportProgress", "platform.JobLine", "platform.Note",
    "platform.BulkRow", "platform.ListHabit", "platform.SavedView",
    "platform.Attachment", "platform.Delivery", "platform.Follow", "platform.Hours", "platform.Notification",
    "platform.Task", "platform.TopicChoice",
    "platform.OutboxRow", "accounts.OneTimeLink", "accounts.Seeing",
    "accounts.KnownDevice", "accounts.PasswordRecord", "accounts.SignInRules", "accounts.UserSession",
    "platform.ApprovalSeat", "platform.AuditHead", "platform.AuditSeal", "platform.ExportDay", "platform.FileImport",
    "platform.GoLivePlan", "platform.GoLiveTask", "platform.GoLiveTotal", "platform.ImportBatch",
    "platform.ImportTouch", "platform.ReadHour", "platform.ReaderDay", "platform.ReaderRecord", "platform.SavedMapping",
    "platform.SearchEntry", "platform.SearchProgress", "platform.TrailSetting",
    "planning.PaceBound",
    "field.CalendarFeed",
    "loyalty.ItemPair", "loyalty.PurchaseRun", "loyalty.ThanksGiven",
}  # fmt: skip
"""Tables without people's rows, or read only through a row that was already shown."""


def ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("yanzhen.")]


@cache
def operations() -> dict[str, dict[str, Any]]:
    """Every operation of the API by its id."""
    return {o["operationId"]: o for path in api.get_openapi_schema()["paths"].values() for o in path.values()}


def floors() -> dict[str, int]:
    """The height of each app, from the contract itself."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["name"].startswith("Floors"))
    return {name.strip(" ()"): len(layers) - height for height, layer in enumerate(layers) for name in layer.split("|")}


def test_every_relation_points_to_its_own_floor_or_below() -> None:
    height = floors()
    upward = [
        f"{m._meta.label}.{f.name} → {f.related_model._meta.label}"
        for m in ours()
        for f in [*m._meta.concrete_fields, *m._meta.many_to_many]
        if isinstance(f, models.ForeignKey | models.ManyToManyField)
        and f.related_model._meta.app_label in height
        and height[f.related_model._meta.app_label] > height[m._meta.app_label]
    ]
    assert upward == []


def test_every_model_with_peoples_rows_declares_a_scope() -> None:
    undeclared = {
        m._meta.label for m in ours() if not issubclass(m, Scoped) or ("scope" not in vars(m) and m.scope is CLOSED)
    }
    assert undeclared == MACHINERY


def test_a_scope_names_fields_that_exist() -> None:
    for m in ours():
        if issubclass(m, Scoped):
            for path in [*m.scope.owners, *([m.scope.unit] if m.scope.unit else [])]:
                m._default_manager.filter(**{f"{path}__in": [1]})


@pytest.mark.django_db
def test_rows_are_closed_to_whoever_has_no_function() -> None:
    firm.found()
    for m in ours():
        if issubclass(m, Scoped):
            assert not m.objects.visible_to(NOBODY).exists(), m
            nothing = Actor(user_id=1, name="x", functions={m.view_function(): Reach()})
            assert not m.objects.visible_to(nothing).exists(), m


@pytest.mark.django_db
def test_a_model_that_names_no_scope_shows_nothing_to_anybody(monkeypatch: Any) -> None:
    firm.found()
    customer = apps.get_model("crm.Customer")
    monkeypatch.setattr(customer, "scope", CLOSED)
    somebody = Actor(
        user_id=1,
        name="x",
        functions={"crm.view_customer": Reach(employee_ids=frozenset({1}), unit_ids=frozenset({1}))},
    )
    assert not customer.objects.visible_to(somebody).exists()


def test_every_public_model_is_a_noun() -> None:
    named = {noun.name for noun in NOUNS}
    without = {m._meta.label for m in ours() if issubclass(m, Scoped) and m.noun() not in named} - MACHINERY
    lines = {"planning.PlanCell", "planning.PlanStep", "planning.TalkEntry"}
    lines |= {"planning.Board", "planning.BoardMove"}
    lines |= {"crm.LeadHolding", "crm.LeadRuleMember", "crm.LeadTouch"}
    lines |= {"orders.OrderLine", "platform.ApprovalRuleStep", "platform.TriggerAct", "receivables.Settlement"}
    lines |= {"planning.ForecastPoint", "planning.ForecastSeries", "planning.PersonalForecast"}
    lines |= {"planning.RetrospectiveAnswer", "planning.TargetMethod", "planning.TargetRules"}
    lines |= {"crm.ExitTask", "crm.OpportunityLine", "crm.OpportunityMember", "crm.Stage", "crm.StageEntry"}
    lines |= {"crm.TaskDone"}
    lines |= {"crm.OpportunityChange", "crm.PlaybookUse", "crm.ProcessDraft", "crm.StageLearning"}
    lines |= {"field.CallCode", "field.CallListMember", "field.CallScriptStep", "field.CanvassBlock"}
    lines |= {"field.AgreedAction", "field.MeetingGuest", "field.MeetingItem"}
    lines |= {"field.ObservationPoint", "field.ObservedPoint"}
    lines |= {"field.VisitStep", "field.VisitStock", "field.VisitTemplateStep"}
    lines |= {f"keyaccounts.{name}" for name in ("AgreementCheckLine", "AgreementEdition", "AgreementTerm")}
    lines |= {"keyaccounts.KpiValue", "keyaccounts.RollingPlanLine"}
    assert without == lines, "lines are shown with their document"


@pytest.mark.parametrize("noun", NOUNS, ids=lambda n: n.name)
def test_every_noun_has_pages_and_api(noun: Any) -> None:
    pages = {"list": (), "export": (), "record": (1,)}
    pages |= {act: () if act == "add" else (1,) for act in ("add", "change", "remove") if noun.offers(act)}
    missing = []
    for page, args in pages.items():
        try:
            noun.url(page, *args)
        except NoReverseMatch:
            missing.append(page)
    assert missing == []
    acts = {"add": "create", "change": "change", "remove": "remove"}
    wanted = {
        "list",
        "read",
        *(word for act, word in acts.items() if noun.offers(act)),
        *(a.name for a in noun.actions),
    }
    assert {f"{noun.model_name}_{act}" for act in wanted} <= set(operations())


def test_every_noun_has_a_row_and_a_form_in_the_tests() -> None:
    """The inherited tests of lists, records, forms and permissions take their rows from the small firm."""
    assert set(firm.WORDS) == firm.ALL


@pytest.mark.django_db
def test_the_small_firm_knows_every_noun() -> None:
    made = firm.found()
    assert {n.name for n in NOUNS} == set(made.rows)
    assert {n.name for n in NOUNS if n.offers("add")} == {n.name for n in NOUNS if firm.valid(n.name, made)}


def test_every_function_that_a_service_asks_for_is_declared() -> None:
    assert registry - set(all_functions()) == set()


def test_every_masked_field_exists_and_its_function_is_declared() -> None:
    for m in ours():
        for name, code in getattr(m, "masks", {}).items():
            m._meta.get_field(name)
            assert code in all_functions()
