from functools import partial
from types import SimpleNamespace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet, of_open_kinds
from yanzhen.platform.exporting import forms, marks, rules
from yanzhen.platform.models import ExportBudget, ExportRecord
from yanzhen.platform.models.exports import ExportDoor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe, listed
from yanzhen.platform.pages.filters import Filter
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.people import directory

_e, _b = partial(describe, ExportRecord), partial(describe, ExportBudget)
FORMATS = {"xlsx": "XLSX", "csv": "CSV", "pdf": "PDF", "print": _("Print view"), "json": "JSON"}


def visible(actor: Actor) -> ScopedQuerySet[ExportRecord]:
    """One's own exports, and those of the people in reach of kinds of records that one may see."""
    rows, kinds = ExportRecord.objects.visible_to(actor).naming().order_by("-pk"), of_open_kinds(actor)
    # An empty condition would vanish in the "or", and close what it means to open.
    return rows.filter(kinds | Q(user_id=actor.user_id, user_id__isnull=False)) if kinds else rows


def budgets(actor: Actor) -> ScopedQuerySet[ExportBudget]:
    """The budgets of the roles."""
    return ExportBudget.objects.visible_to(actor).naming().order_by("role", "pk")


def _role(row: ExportBudget, actor: Actor) -> str:
    return dict(directory().roles()).get(row.role, row.role)


_columns: list[Any] = [
    _e("title", card="title"),
    _e("who", card="sub"),
    _e("exported_at", card="meta"),
    _e("rows", card="fig"),
    _e("file_format", choices=FORMATS, words=lambda row, actor: str(FORMATS.get(row.file_format, row.file_format))),
    _e("reason", card="meta"),
    _e("door", card="meta"),
    _e("address", card="hide"),
    _e("code", words=lambda row, actor: marks.visible(row.code), card="meta"),
]
EXPORTS = nouns.declare(
    Noun(
        model=ExportRecord,
        slug="exports",
        empty=_(
            "Every file that leaves the system is written down here: who took what, how many rows, from where and why."
        ),
        icon="file-export",
        list=ListSpec(
            query=visible,
            columns=_columns,
            filters=[
                Filter("who", _("who"), "text", "who"),
                Filter("user_id", _("user"), "ref", "user_id"),
                Filter("exported_at", _("exported"), "date", "exported_at__date"),
                Filter("rows", _("rows"), "number", "rows"),
                Filter("door", _("by way of"), "choice", "door", choices=dict(ExportDoor.choices)),
            ],
            search=("title", "who", "code", "reason"),
        ),
        fields=[
            *_columns,
            _e("query"),
            _e("columns", words=lambda row, actor: listed(row.columns)),
            _e("approval_id"),
            _e("user_id"),
        ],
        has_notes=False,
    )
)
BUDGETS = nouns.declare(
    Noun(
        model=ExportBudget,
        slug="export-budgets",
        empty=_("A budget says how many rows a role may take along in a day. Without one the built-in limit holds."),
        icon="gauge",
        list=ListSpec(
            query=budgets,
            columns=[_b("role", words=_role, card="title"), _b("rows_a_day", card="fig")],
            search=("role",),
            sort="role",
        ),
        fields=[_b("role", words=_role), _b("rows_a_day"), _b("version")],
        form=forms.ExportBudgetForm,
        services=SimpleNamespace(create=rules.create, change=rules.change, remove=rules.remove),
    )
)
timeline.VERBS["find_export"] = _("looked for whose export this is")
timeline.LABELS.update({"mark": _("mark"), "from_address": _("from address"), "marks": _("marks"), "found": _("found")})
ACCESS = _("Access")
for order, label, icon, page, code in (
    (260, _("Exports"), "file-export", "platform:exportrecord_list", "platform.view_exportrecord"),
    (262, _("Whose export is this?"), "fingerprint", "platform:export_find", "platform.find_export"),
    (264, _("Export budgets"), "gauge", "platform:exportbudget_list", "platform.view_exportbudget"),
):
    navigation.add_setting(navigation.Place(order, label, icon, page, code, section=ACCESS))
