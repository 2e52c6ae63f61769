"""What happens to requests nobody decides: a reminder, the next superior, in the end the request's end."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.platform import notifications
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.approvals import engine
from yanzhen.platform.models import Approval, ApprovalSeat
from yanzhen.platform.models.approvals import ApprovalState
from yanzhen.platform.people import directory


def look() -> int:
    """Remind late deciders, ask their superiors too, and end what has waited too long; run by the worker."""
    now = timezone.now()
    late = ApprovalSeat.objects.filter(
        decision="", due_at__lt=now, reminded_at=None, approval__state=ApprovalState.WAITING
    ).select_related("approval")
    found = 0
    for place in late:
        if place.step_no == place.approval.step_no:
            found += _escalate(place)
    for approval in Approval.objects.filter(state=ApprovalState.WAITING, created_at__lt=now - engine.VALID):
        with transaction.atomic():
            row = Approval.objects.select_for_update().get(pk=approval.pk)
            if row.state == ApprovalState.WAITING:
                engine._end(row, SYSTEM, ApprovalState.EXPIRED, _("Nobody decided in time."))
                found += 1
    return found


def _escalate(place: ApprovalSeat) -> int:
    """Once per seat: tell the late person, and give their superior a seat beside them."""
    now = timezone.now()
    with transaction.atomic():
        if not ApprovalSeat.objects.filter(pk=place.pk, reminded_at=None).update(reminded_at=now):
            return 0
        approval = place.approval
        told = [place.user_id]
        superior = None if place.is_joint else directory().manager(place.user_id)
        if superior is not None and superior.user_id != approval.asked_by_id:
            _seat, is_new = ApprovalSeat.objects.get_or_create(
                approval=approval,
                step_no=place.step_no,
                group=place.group,
                user_id=superior.user_id,
                defaults={
                    "name": superior.name,
                    "hours": place.hours,
                    "asked_at": now,
                    "due_at": now + timedelta(hours=place.hours),
                },
            )
            told += [superior.user_id] if is_new else []
        notifications.send(
            engine.LATE,
            told,
            params={"who": place.name, "what": approval.title},
            url=engine.url_of(approval),
            subject=approval,
        )
    return 1
