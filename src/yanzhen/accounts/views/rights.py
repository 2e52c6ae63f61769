"""The rights page: people, roles and functions; what a change does is shown before it is saved."""

from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.accounts.enums import ReachLevel
from yanzhen.accounts.forms import GrantRowForm, WhoForm
from yanzhen.accounts.models import Grant
from yanzhen.accounts.permissions import EXPLAIN, EXPORT_RIGHTS, SEE_AS
from yanzhen.accounts.queries import duties, grants, rights, why
from yanzhen.accounts.queries import roles as visible_roles
from yanzhen.accounts.queries import users as visible_users
from yanzhen.accounts.services import editing, roles
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import functions
from yanzhen.platform.approvals import NeedsApproval
from yanzhen.platform.exporting import permits
from yanzhen.platform.exporting.permits import Wanted
from yanzhen.platform.functions import ACTS
from yanzhen.platform.pages import exports
from yanzhen.platform.pages.exporting import address_of
from yanzhen.platform.pages.views import needs

VIEWS = ("people", "roles", "who", "duties")
Rows = formset_factory(GrantRowForm, extra=1, can_delete=True, max_num=40, absolute_max=60)


@require_GET
@needs(EXPLAIN)
def overview(request: Any) -> HttpResponse:
    """Four looks at the same rights: by person, by role, by function, and what should be kept apart."""
    actor, given = request.actor, request.GET
    shown = given.get("view", "") if given.get("view", "") in VIEWS else "people"
    context: dict[str, Any] = {
        "page": {"title": _("Rights")},
        "trail": [(_("Settings"), reverse("platform:settings"))],
        "view": shown,
        "views": [("people", _("People")), ("roles", _("Roles")), ("who", _("Who can")), ("duties", _("Kept apart"))],
        "roles": list(visible_roles.visible(actor)),
        "may_grant": actor.can("accounts.add_grant"),
        "may_export": actor.can(EXPORT_RIGHTS),
    }
    context |= {"people": _people, "roles": _roles, "who": _who, "duties": _duties}[shown](actor, given)
    return render(request, "accounts/rights.html", context)


def _people(actor: Any, given: Any) -> dict[str, Any]:
    chosen = {"text": given.get("q", "")[:80], "role": given.get("role", ""), "reach": given.get("reach", "")}
    found = rights.people(actor, **chosen)
    return {"entries": found, "chosen": chosen, "levels": ReachLevel.choices}


def _roles(actor: Any, given: Any) -> dict[str, Any]:
    counts: dict[int, set[int]] = {}
    for role_id, user_id in grants.lasting().filter(user__is_active=True).values_list("role_id", "user_id"):
        counts.setdefault(role_id, set()).add(user_id)
    shown = [(r, len(r.functions), len(counts.get(r.pk, ())), r.code in roles.STANDARD_ROLES)
             for r in visible_roles.visible(actor)]  # fmt: skip
    return {"role_rows": shown}


def _who(actor: Any, given: Any) -> dict[str, Any]:
    form = WhoForm(given or None, actor=actor)
    found: list[Any] = []
    if form.is_bound and form.is_valid():
        unit = form.cleaned_data["unit"]
        code = form.cleaned_data["function"]
        pairs = rights.holders(actor, code, unit.pk if unit else None) if code else []
        found = [(user, [f"{s.grant.role.label}: {why.reach_in_words(s)}" for s in giving]) for user, giving in pairs]
    return {"form": form, "holders": found, "asked": form.is_bound and bool(form.data.get("function"))}


def _duties(actor: Any, given: Any) -> dict[str, Any]:
    people = {u.pk: u for u in visible_users.visible(actor)}
    broken = [(v, people[v.user_id]) for v in duties.violations() if v.user_id in people]
    return {"rules": list(duties.visible(actor)), "broken": broken}


@require_GET
@needs(EXPORT_RIGHTS)
def export(request: Any) -> HttpResponse:
    """The table of rights as a file: one line for each person, role and function."""
    rows = list(rights.table(request.actor))
    wanted = Wanted(
        title=_("Rights"),
        rows=len(rows),
        file_format="xlsx",
        noun="accounts.grant",
        reason=request.GET.get("reason", "") or _("Rights"),
        address=address_of(request),
    )
    permit = permits.permit(wanted, actor=request.actor)
    heads = [_("sign-in name"), _("name"), _("role code"), _("role"), _("function code"), _("function"), _("reach"),
             _("unit"), _("from"), _("until")]  # fmt: skip
    return exports.answer(permit, "rights", heads, rows)  # type: ignore[return-value]


@require_http_methods(["GET", "POST"])
@needs(EXPLAIN)
def role(request: Any, pk: int) -> HttpResponse:
    """One role as a grid; changed functions are shown with whom they touch before they are saved."""
    row = get_object_or_404(visible_roles.visible(request.actor), pk=pk)
    is_standard = row.code in roles.STANDARD_ROLES
    editable = request.actor.can("accounts.change_role") and not is_standard
    chosen = sorted(set(request.POST.getlist("f"))) if request.method == "POST" else list(row.functions)
    context: dict[str, Any] = {
        "page": {"title": row.label},
        "trail": [(_("Rights"), reverse("rights") + "?view=roles")],
        "role": row,
        "acts": [(act, label) for act, label in ACTS.items()],
        "grid": _shown_grid(set(chosen)),
        "editable": editable,
        "is_standard": is_standard,
        "may_copy": request.actor.can("accounts.add_role"),
        "chosen": chosen,
    }
    if request.method == "POST":
        request.actor.require("accounts.change_role")
        context["differences"] = rights.differences(row, [c for c in chosen if c in functions.all_functions()])
        if request.POST.get("step") == "save":
            version = request.POST.get("version", "")
            broken = _tried(
                lambda: roles.change(
                    row, actor=request.actor, version=int(version[:9]) if version.isdigit() else None, functions=chosen
                )
            )
            if broken is None:
                messages.success(request, _("“{record}” was saved.").format(record=row))
                return redirect("rights_role", pk=pk)
            context["broken"] = broken
    status = 422 if context.get("broken") else 200
    return render(request, "accounts/rights_role.html", context, status=status)


def _shown_grid(held: set[str]) -> list[dict[str, Any]]:
    """The grid with what is held marked, as the template places it."""
    return [
        {
            "label": app,
            "rows": [
                {
                    "label": line.label,
                    "cells": [(act, line.acts.get(act, ""), line.acts.get(act, "") in held) for act in ACTS],
                    "extras": [(code, label, code in held) for code, label in line.extras],
                }
                for line in lines
            ],
        }
        for app, lines in rights.grid()
    ]


def _tried(act: Any) -> str | None:
    """Carry out; what was refused, in words. A request for consent is filed."""
    try:
        act()
    except NeedsApproval as needed:
        return str(needed.settle())
    except RuleBroken as broken:
        return " ".join(str(message) for message in broken.errors.values())
    return None


@require_POST
@needs("accounts.add_role")
def copy(request: Any, pk: int) -> HttpResponse:
    """A role of the firm's own that begins as a copy."""
    row = get_object_or_404(visible_roles.visible(request.actor), pk=pk)
    taken = {r.code for r in visible_roles.visible(request.actor)}
    code = next(f"{row.code}-{n}" for n in range(2, 1000) if f"{row.code}-{n}" not in taken)[:40]
    number = code.rpartition("-")[2]
    made = roles.create(
        actor=request.actor,
        code=code,
        name=f"{row.name} {number}",
        name_en=f"{row.name_en} {number}" if row.name_en else "",
        functions=[c for c in row.functions if c in functions.all_functions()],
    )
    return redirect("rights_role", pk=made.pk)


@require_http_methods(["GET", "POST"])
@needs(EXPLAIN)
def person(request: Any, pk: int) -> HttpResponse:
    """One person's roles, reach and days in one table; first the differences, then saved."""
    user = get_object_or_404(visible_users.visible(request.actor), pk=pk)
    held = list(Grant.objects.filter(user=user).select_related("role", "unit").order_by("pk"))
    initial = [
        {
            "grant": g.pk,
            "role": g.role_id,
            "reach": g.reach,
            "unit": g.unit_id,
            "starts_on": g.starts_on,
            "ends_on": g.ends_on,
        }
        for g in held
    ]
    rows = Rows(request.POST or None, initial=initial, form_kwargs={"actor": request.actor}, prefix="g")
    context: dict[str, Any] = {
        "page": {"title": _("Rights of {name}").format(name=user)},
        "trail": [(_("Rights"), reverse("rights"))],
        "person": user,
        "rows": rows,
        "editable": request.actor.can("accounts.change_grant"),
        "violations": duties.violations([user.pk]),
        "may_see_as": request.actor.can(SEE_AS) and user.is_active and user.pk != request.actor.user_id,
    }
    if request.method == "POST":
        request.actor.require("accounts.change_grant")
        if rows.is_valid():
            plan = _plan(rows, {g.pk: g for g in held}, user)
            wanted = [*plan["kept"], *(Grant(user=user, **v) for v in plan["given"])]
            context["gains"], context["loses"] = rights.person_differences(user, wanted)
            context["counts"] = {n: len(plan[n]) for n in ("given", "changed", "taken")}
            context["previewed"] = True
            if request.POST.get("step") == "save":
                acts = {n: plan[n] for n in ("given", "changed", "taken")}
                broken = _tried(lambda: editing.set_grants(user, actor=request.actor, **acts))
                if broken is None:
                    messages.success(request, _("The rights of {name} were saved.").format(name=user))
                    return redirect("rights_person", pk=pk)
                context["broken"] = broken
        else:
            context["invalid"] = True
    bad = context.get("broken") or context.get("invalid")
    return render(request, "accounts/rights_person.html", context, status=422 if bad else 200)


def _plan(rows: Any, held: dict[int, Grant], user: Any) -> dict[str, list[Any]]:
    """What the table asks for: grants to give, to change and to take, and what there is then."""
    plan: dict[str, list[Any]] = {"given": [], "changed": [], "taken": [], "kept": []}
    for form in rows:
        data = form.cleaned_data
        if not data.get("role"):
            continue
        values = {n: data.get(n) for n in ("role", "reach", "unit", "starts_on", "ends_on")}
        grant = held.get(data.get("grant") or 0)
        if grant is None:
            if not data.get("DELETE"):
                plan["given"].append(values)
        elif data.get("DELETE"):
            plan["taken"].append(grant)
        else:
            if any(getattr(grant, n) != v for n, v in values.items()):
                plan["changed"].append((grant, values))
            plan["kept"].append(Grant(user=user, **values))
    return plan
