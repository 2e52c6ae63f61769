"""The inbox, and what a person has chosen to hear where."""

from datetime import time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import inbox, notifications
from yanzhen.platform.models import Delivery, Robot
from yanzhen.platform.models.notifications import DeliveryState
from yanzhen.platform.notifications import choices, delivering
from yanzhen.platform.pages import collaboration
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.platform.people import directory, person
from yanzhen.platform.together.records import keys

SHOWS = {"all": pgettext_lazy("inbox", "All"), "unread": pgettext_lazy("inbox", "Unread")}
MAILS = {
    choices.OFF: pgettext_lazy("mail", "off"),
    choices.NOW: pgettext_lazy("mail", "at once"),
    choices.DAILY: pgettext_lazy("mail", "daily summary"),
}
MOST_SHOWN = 100


@require_GET
@never_cache
@needs(inbox.READS)
def overview(request: HttpRequest) -> HttpResponse:
    """What waits to be read, newest first."""
    actor, show, topic = actor_of(request), request.GET.get("show", "all"), request.GET.get("topic", "")
    topics = inbox.topics_of(actor)
    if show not in SHOWS or (topic and topic not in notifications.topics):
        raise RuleBroken(_("There is no such list of messages."), field="show", code="show")
    before = keys([request.GET.get("before", "")])
    found, following = inbox.page(actor, show=show, topic=topic, before=before[0] if before else None)
    narrowed = f"&topic={topic}" if topic else ""
    context = {
        "page": {"title": _("Inbox")},
        "tabs": [
            {"label": label, "url": f"?show={name}{narrowed}", "active": name == show} for name, label in SHOWS.items()
        ],
        "topics": [{"name": name, "label": label, "active": name == topic} for name, label in topics],
        "show": show,
        "items": [
            {"message": m, "open_url": collaboration.page("inbox_open", m.key), "when_label": collaboration.age(m.when)}
            for m in found
        ],
        "next_url": f"?show={show}{narrowed}&before={following}" if following else "",
        "can_keep": actor.can(inbox.KEEPS),
        "back": request.get_full_path(),
    }
    return render(request, "platform/inbox.html", context)


@require_GET
@never_cache
@needs(inbox.READS)
def count(request: HttpRequest) -> JsonResponse:
    """How many messages wait, for the bell."""
    return JsonResponse({"unread": inbox.unread(actor_of(request))})


@require_GET
@never_cache
@needs(inbox.READS)
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    url = inbox.opened(pk, actor_of(request))
    if url is None:
        raise Http404
    if not url:
        messages.info(request, _("The record of this message is out of your reach now."))
    return redirect(url or "collaboration:inbox")


@require_POST
@needs(inbox.KEEPS)
def mark(request: HttpRequest) -> HttpResponse:
    """Mark messages as read or unread: those named, or all of them."""
    act = request.POST.get("act", "")
    if act not in {"read", "unread", "all"}:
        raise RuleBroken(_("Mark messages as read or unread."), field="act", code="act")
    named = None if act == "all" else keys(request.POST.getlist("key"))
    inbox.mark(actor=actor_of(request), keys=named, is_read=act != "unread")
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    return redirect("collaboration:inbox")


@require_http_methods(["GET", "POST"])
@never_cache
@needs(choices.KEEPS)
def chosen(request: HttpRequest) -> HttpResponse:
    """What reaches me where, and when not."""
    actor, errors = actor_of(request), []
    if request.method == "POST":
        try:
            choices.choose(actor=actor, topics=_topics(request.POST), **_hours(request.POST))
        except RuleBroken as broken:
            errors = [str(message) for message in broken.errors.values()]
        else:
            messages.success(request, _("Your choice is kept."))
            return redirect("collaboration:choices")
    me = person(actor.user_id)
    assert actor.user_id is not None
    context = {
        "page": {"title": _("Notifications")},
        "errors": errors,
        "topics": _posted(choices.shown(actor), request),
        "mails": list(MAILS.items()) if choices.mail_is_set_up() else [],
        "address": me.email if me is not None else "",
        "robots": list(Robot.objects.filter(is_active=True).order_by("name")),
        "hours": _hours_shown(request, choices.hours([actor.user_id])[actor.user_id]),
        "day": range(24),
        "troubles": [_trouble(row) for row in delivering.troubles(actor.user_id)[:10]],
    }
    return render(request, "platform/notification_choices.html", context, status=422 if errors else 200)


def _topics(given: Any) -> dict[str, choices.Choice]:
    mail_offered = choices.mail_is_set_up()
    return {
        name: choices.Choice(
            is_in_inbox=given.get(f"inbox:{name}") == "1",
            mail=given.get(f"mail:{name}", choices.OFF) if mail_offered else choices.standard(topic).mail,
            robots=tuple(keys(given.getlist(f"robots:{name}"))),
        )
        for name, topic in notifications.topics.items()
    }


def _hours(given: Any) -> dict[str, Any]:
    hour = given.get("digest_hour", "8")
    if not hour.isascii() or not hour.isdigit() or len(hour) > 2:
        raise RuleBroken(_("An hour from 0 to 23, please."), field="digest_hour", code="hour")
    return {
        "quiet_from": _clock(given.get("quiet_from", ""), "quiet_from"),
        "quiet_until": _clock(given.get("quiet_until", ""), "quiet_until"),
        "digest_hour": int(hour),
    }


def _clock(text: str, field: str) -> time | None:
    if not text.strip():
        return None
    try:
        return time.fromisoformat(text.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as error:
        raise RuleBroken(_("Enter the time as 21:30."), field=field, code="time") from error


def _posted(shown: list[dict[str, Any]], request: HttpRequest) -> list[dict[str, Any]]:
    """After an error, what was entered stands there again."""
    if request.method != "POST":
        return shown
    given = _topics(request.POST)
    return [
        {**row, "is_in_inbox": c.is_in_inbox, "mail": c.mail, "robots": list(c.robots)}
        for row in shown
        for c in [given[row["topic"]]]
    ]


def _hours_shown(request: HttpRequest, kept: Any) -> dict[str, Any]:
    if request.method == "POST":
        names = ("quiet_from", "quiet_until", "digest_hour")
        return {name: request.POST.get(name, "") for name in names}
    return {
        "quiet_from": f"{kept.quiet_from:%H:%M}" if kept.quiet_from else "",
        "quiet_until": f"{kept.quiet_until:%H:%M}" if kept.quiet_until else "",
        "digest_hour": str(kept.digest_hour),
    }


def _trouble(row: Delivery, who: str = "") -> dict[str, Any]:
    topic = notifications.topics.get(row.notification.topic)
    return {
        "key": row.pk,
        "who": who,
        "topic": str(topic.label) if topic is not None else row.notification.topic,
        "channel": row.robot.name if row.robot is not None else _("Mail"),
        "state": row.get_state_display(),
        "tone": "bad" if row.state == DeliveryState.GIVEN_UP else "warning",
        "attempts": row.attempts,
        "next_label": timezone.localtime(row.next_at).strftime("%m-%d %H:%M")
        if row.state == DeliveryState.FAILED
        else "",
        "failure": row.failure,
    }


@require_GET
@never_cache
@needs("platform.view_delivery")
def deliveries(request: HttpRequest) -> HttpResponse:
    """What did not reach people, and why, for the administrator."""
    found = list(delivering.troubles()[:MOST_SHOWN])
    people = directory().people({row.user_id for row in found})
    names = {key: known.name for key, known in people.items()}
    context = {
        "page": {"title": _("Failed deliveries")},
        "rows": [_trouble(row, names.get(row.user_id, "")) for row in found],
        "can_retry": actor_of(request).can("platform.change_robot"),
        "mail_is_set_up": choices.mail_is_set_up(),
    }
    return render(request, "platform/deliveries.html", context)


@require_POST
@needs("platform.change_robot")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed delivery again now."""
    row = get_object_or_404(delivering.troubles(), pk=pk)
    delivering.again(row, actor=actor_of(request))
    messages.success(request, _("It is tried again within a few seconds."))
    return redirect("collaboration:deliveries")
