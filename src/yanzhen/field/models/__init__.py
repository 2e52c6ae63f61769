from yanzhen.field.models.call_targets import CallAttempt, CallTarget, DoNotCall
from yanzhen.field.models.calls import CallCode, CallList, CallListMember, CallScript, CallScriptStep
from yanzhen.field.models.canvassing import CanvassArea, CanvassBlock, CanvassStop
from yanzhen.field.models.coaching import (
    AgreedAction,
    DayReport,
    JointVisit,
    ObservationForm,
    ObservationPoint,
    ObservedPoint,
)
from yanzhen.field.models.meetings import Meeting, MeetingGuest, MeetingItem
from yanzhen.field.models.planner import CalendarFeed, CallFrequency, DaySetting, ReceivingHours
from yanzhen.field.models.templates import VisitTemplate, VisitTemplateStep
from yanzhen.field.models.visit_rows import VisitFinding, VisitStep, VisitStock
from yanzhen.field.models.visits import Visit

__all__ = [
    "AgreedAction",
    "CalendarFeed",
    "CallAttempt",
    "CallCode",
    "CallFrequency",
    "CallList",
    "CallListMember",
    "CallScript",
    "CallScriptStep",
    "CallTarget",
    "CanvassArea",
    "CanvassBlock",
    "CanvassStop",
    "DayReport",
    "DaySetting",
    "DoNotCall",
    "JointVisit",
    "Meeting",
    "MeetingGuest",
    "MeetingItem",
    "ObservationForm",
    "ObservationPoint",
    "ObservedPoint",
    "ReceivingHours",
    "Visit",
    "VisitFinding",
    "VisitStep",
    "VisitStock",
    "VisitTemplate",
    "VisitTemplateStep",
]
