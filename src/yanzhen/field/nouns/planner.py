from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.forms import planner as forms
from yanzhen.field.lists import planner as lists
from yanzhen.field.models import CallFrequency, DaySetting, ReceivingHours
from yanzhen.field.queries.day_settings import WEEKDAYS
from yanzhen.field.services import day_settings
from yanzhen.platform import timeline
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Noun, Tab

_d, _c, _r = (partial(describe, m) for m in (DaySetting, CallFrequency, ReceivingHours))
DAY = ("begins_at", "ends_at", "home_longitude", "home_latitude", "way_home_counts")
LUNCH = ("lunch_minutes", "lunch_from", "lunch_until")
ON_THE_WAY = ("last_arrival", "doors_close", "visit_minutes", "speed", "detour")

DAY_SETTINGS = nouns.declare(
    Noun(
        model=DaySetting,
        slug="day-settings",
        icon="sun",
        list=lists.DAY_SETTINGS,
        fields=[
            _d("employee", page=lists.PERSON),
            *(_d(name) for name in (*DAY, *LUNCH, *ON_THE_WAY)),
            _d("version"),
        ],
        groups={_("Lunch"): LUNCH, _("On the way"): ON_THE_WAY},
        form=forms.DaySettingForm,
        services=day_settings,
        has_notes=False,
    )
)
FREQUENCIES = nouns.declare(
    Noun(
        model=CallFrequency,
        slug="call-frequencies",
        icon="repeat",
        list=lists.FREQUENCIES,
        fields=[_c("grade_class"), _c("visits_a_month"), _c("minutes"), _c("version")],
        form=forms.CallFrequencyForm,
        services=day_settings.Frequencies,
        has_notes=False,
    )
)
RECEIVING = nouns.declare(
    Noun(
        model=ReceivingHours,
        slug="receiving-hours",
        icon="door-enter",
        list=lists.RECEIVING,
        fields=[
            _r("customer", page=lists.CUSTOMER),
            *(_r(name) for name in (*WEEKDAYS, "nobody", "minutes", "visits_a_month")),
            _r("version"),
        ],
        groups={_("Hours"): (*WEEKDAYS, "nobody")},
        form=forms.ReceivingHoursForm,
        services=day_settings.Receiving,
        has_notes=False,
    )
)
nouns.relate("crm.customer", Tab("receiving", _("Receiving hours"), "field.receivinghours", "customer"), order=70)
timeline.VERBS.update({
    "plan_routes": _("had routes planned"), "renew_feed": _("made an address for the calendar feed"),
    "end_feed": _("ended the calendar feed"),
})  # fmt: skip
VISITS = pgettext_lazy("navigation", "Visits")
SECTION = _("Visits and routes")
PLAN = _("Visit planning")
for order, label, tab, icon, page, code in (
    (34, _("Week plan"), _("Week"), "calendar-week", "field:week_plan", "field.plan_visits"),
    (35, _("Due for a visit"), "", "map-pin", "field:due", "field.view_due"),
    (35, _("Route"), "", "route", "field:route", "field.plan_visits"),
):
    under = "field:routes_start" if page == "field:route" else ""  # the routes of several days are lit with it
    navigation.add(navigation.Place(order, label, icon, page, code, section=VISITS, group=PLAN, tab=tab, under=under))
for order, label, icon, page, code in (
    (350, _("Working days"), "sun", "field:daysetting_list", "field.view_daysetting"),
    (351, _("Call frequencies"), "repeat", "field:callfrequency_list", "field.view_callfrequency"),
    (352, _("Receiving hours"), "door-enter", "field:receivinghours_list", "field.view_receivinghours"),
):
    navigation.add_setting(navigation.Place(order, label, icon, page, code, section=SECTION))
