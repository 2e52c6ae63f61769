"""The page on which somebody's access ends: what is in their name, and who gets it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yanzhen.accounts import tasks
from yanzhen.accounts.models import User
from yanzhen.accounts.queries import belongings
from yanzhen.accounts.queries import users as visible_users
from yanzhen.accounts.services import leaving
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.confirming import recently_authenticated
from yanzhen.platform.pages.views import actor_of, needs


class LeaveForm(forms.Form):
    """One new owner for all, or one for each kind."""

    new_owner = forms.ModelChoiceField(
        label=gettext_lazy("New owner of everything"), required=False, queryset=User.objects.none(),
        empty_label=gettext_lazy("nobody yet"),
    )  # fmt: skip

    def __init__(self, *args: Any, heirs: Any, kinds: list[belongings.Belonging], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.fields["new_owner"].queryset = heirs  # type: ignore[attr-defined]
        for held in kinds:
            label = f"{held.noun.plural} · {held.label} ({held.count})"
            self.fields[held.key] = forms.ModelChoiceField(
                label=label, required=False, queryset=heirs, empty_label=_("as above")
            )

    def owners(self) -> dict[str, User]:
        """The new owners by kind, `*` for all."""
        given = {held.key: self.cleaned_data[held.key] for held in self.kinds if self.cleaned_data.get(held.key)}
        whole = self.cleaned_data.get("new_owner")
        return {**given, "*": whole} if whole else given


@recently_authenticated
@never_cache
@require_http_methods(["GET", "POST"])
@needs("accounts.change_user")
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's access and hand over."""
    actor = actor_of(request)
    user = get_object_or_404(visible_users.visible(actor), pk=pk)
    held = belongings.of(user)
    heirs = visible_users.visible(actor).filter(is_active=True, employee__isnull=False).exclude(pk=pk)
    form = LeaveForm(
        request.POST if request.method == "POST" else None, heirs=heirs, kinds=[h for h in held if h.can_move]
    )
    if request.method == "POST" and form.is_valid() and _left(request, user, form):
        return redirect("accounts:user_record", pk)
    page = {
        "title": _("End the access of {name}").format(name=user),
        "submit_label": _("End access now"),
        "cancel_url": reverse("accounts:user_record", args=[pk]),
        "stays": [h for h in held if not h.can_move],
        "has_more": bool(form.kinds),
    }
    trail = [(capfirst(str(user)), reverse("accounts:user_record", args=[pk]))]
    context = {"form": form, "page": page, "person": user, "held": held, "trail": trail}
    return render(request, "accounts/leave.html", context, status=422 if form.errors else 200)


def _left(request: HttpRequest, user: User, form: LeaveForm) -> bool:
    try:
        job = leaving.leave(user, actor=actor_of(request), owners=form.owners())
    except RuleBroken as broken:
        for field, message in broken.errors.items():
            form.add_error(field if field in form.fields else None, str(message))
        return False
    messages.success(request, _("{name} has no access any more.").format(name=user))
    if job is not None:
        transaction.on_commit(lambda: tasks.hand_over.enqueue(job.pk))
        messages.info(request, _("What they owned is being handed over; see Jobs for how far it is."))
    return True
