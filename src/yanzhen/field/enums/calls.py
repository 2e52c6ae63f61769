from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ListState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a call list", "Open")
    CLOSED = "closed", pgettext_lazy("state of a call list", "Closed")


class StepKind(TextChoices):
    SAY = "say", pgettext_lazy("step of a script", "Say")
    ASK = "ask", pgettext_lazy("step of a script", "Ask")
    ANSWER = "answer", pgettext_lazy("step of a script", "If they say")


class CodeKind(TextChoices):
    """What a result code means for the target."""

    NO_ANSWER = "no_answer", _("No answer")
    CALL_BACK = "call_back", pgettext_lazy("result of a call", "Call back")
    NOT_INTERESTED = "not_interested", _("Not interested")
    INTERESTED = "interested", pgettext_lazy("result of a call", "Interested")
    APPOINTMENT = "appointment", pgettext_lazy("result of a call", "Appointment")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    DO_NOT_CALL = "do_not_call", _("Does not want calls")


class TargetState(TextChoices):
    OPEN = "open", _("To call")
    SUCCESS = "success", pgettext_lazy("state of a call", "Success")
    REFUSED = "refused", pgettext_lazy("state of a call", "Refused")
    UNREACHED = "unreached", _("Not reached")
    WRONG = "wrong", _("Wrong number")
    BARRED = "barred", _("Not to be called")
