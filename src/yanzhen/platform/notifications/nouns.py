"""The channels an administrator sets up, as a noun: list, page, form, API."""

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.platform.models import Delivery, Robot
from yanzhen.platform.models.notifications import DeliveryState
from yanzhen.platform.notifications import robots
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter
from yanzhen.platform.pages.forms import NounForm
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.pages.nouns import Action, Lines, Noun

_r, _d = partial(describe, Robot), partial(describe, Delivery)
TONES = {DeliveryState.SENT: "good", DeliveryState.FAILED: "warning", DeliveryState.GIVEN_UP: "bad"}
LAST = 50


def visible(actor: Actor) -> ScopedQuerySet[Robot]:
    """The channels, for those who look after them."""
    return Robot.objects.visible_to(actor).naming().order_by("name", "pk")


class RobotForm(NounForm):
    """A channel; its address is entered, never read back."""

    address = forms.CharField(
        label=_("address of the robot"),
        required=False,
        max_length=1000,
        help_text=_("As the group robot shows it. It is kept sealed; leave it empty to keep the one that is there."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=_("signing secret"), required=False, max_length=200, help_text=_("Of DingTalk robots that ask for one.")
    )

    class Meta:
        model = Robot
        fields = ["name", "kind", "tells_all", "is_active"]


class services:
    """The services of a channel."""

    create, change, remove = staticmethod(robots.create), staticmethod(robots.change), staticmethod(robots.remove)


def _deliveries(robot: Any) -> Any:
    newest = Delivery.objects.filter(robot=robot).order_by("-pk")
    return newest[:LAST]


ROBOTS = nouns.declare(
    Noun(
        model=Robot,
        slug="channels",
        empty=_("A channel carries messages into a group of WeCom, DingTalk or Feishu."),
        icon="message-2",
        list=ListSpec(
            query=visible,
            columns=[
                _r("name", card="title"),
                _r("kind", card="sub"),
                _r("hint", card="meta"),
                _r("tells_all", card="hide"),
                _r("is_active", card="badge"),
            ],
            filters=[Filter("is_active", _("active"), "bool", "is_active")],
            search=("name",),
        ),
        fields=[
            _r("name"),
            _r("kind"),
            _r("hint"),
            _r("tells_all"),
            _r("is_active"),
            _r("version"),
            _r("created_at"),
            _r("updated_at"),
        ],
        services=services,
        form=RobotForm,
        actions=[Action("test", _("Send a test"), robots.test, "send")],
        lines=Lines(
            name="deliveries",
            label=_("Latest deliveries"),
            fields=[
                _d("next_at", label=_("when"), card="meta"),
                _d("state", label=_("state"), tones=TONES, card="badge"),
                _d("attempts", label=_("attempts")),
                _d("failure", label=_("failure"), card="title"),
            ],
            query=_deliveries,
        ),
        has_notes=False,
    )
)

for order, label, icon, page, code in (
    (15, _("Notifications"), "bell", "collaboration:choices", "platform.keep_notification"),
    (40, pgettext_lazy("settings", "Channels"), "message-2", "platform:robot_list", "platform.view_robot"),
    (41, _("Failed deliveries"), "alert-triangle", "collaboration:deliveries", "platform.view_delivery"),
):
    navigation.add_setting(
        navigation.Place(order, label, icon, page, code, section=pgettext_lazy("settings", "System"))
    )
