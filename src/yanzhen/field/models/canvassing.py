"""Areas worked from door to door: their blocks, and the doors called at."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.canvassing import AreaState, BlockState, StopResult
from yanzhen.platform import masks
from yanzhen.platform.base import OWNED, Record, Scope, Scoped

SMALLEST, LARGEST = 50, 1_000
OF_AREA = Scope(owners=("area__owner_id",), unit="area__unit_id")


class CanvassArea(Record):
    """Ground that somebody works block by block. `corners` are its outline, [latitude, longitude] in WGS-84."""

    name = models.CharField(pgettext_lazy("of an area", "name"), max_length=120)
    owner = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("owner"), db_index=False
    )
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    city = models.CharField(_("city"), max_length=60, blank=True, default="")
    cell_size = models.PositiveIntegerField(
        _("side of a block, m"), default=200, validators=[MinValueValidator(SMALLEST), MaxValueValidator(LARGEST)]
    )
    corners = models.JSONField(_("outline"), default=list)
    state = models.CharField(
        _("state"), max_length=8, choices=AreaState.choices, default=AreaState.OPEN, editable=False
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    remark = models.TextField(pgettext_lazy("of field work", "remark"), max_length=1000, blank=True, default="")

    scope = OWNED

    class Meta:
        verbose_name = _("canvassing area")
        verbose_name_plural = _("canvassing areas")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="canvass_area_ends_after_start",
                violation_error_message=_("It ends before it begins."),
            ),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="canvass_area_by_owner")]

    def __str__(self) -> str:
        return self.name


class CanvassBlock(Scoped):
    """A square of an area's grid, and what was done there."""

    area = models.ForeignKey("field.CanvassArea", models.CASCADE, related_name="blocks", verbose_name=_("area"))
    name = models.CharField(_("block"), max_length=8)
    row = models.PositiveSmallIntegerField(pgettext_lazy("of a grid", "row"))
    column = models.PositiveSmallIntegerField(pgettext_lazy("of a grid", "column"))
    south = models.FloatField(_("south"))
    west = models.FloatField(_("west"))
    north = models.FloatField(_("north"))
    east = models.FloatField(_("east"))
    share = models.FloatField(_("share inside the area"), default=1.0)
    state = models.CharField(_("state"), max_length=8, choices=BlockState.choices, default=BlockState.OPEN)
    reason = models.CharField(_("reason for skipping"), max_length=200, blank=True, default="")
    worked_by = models.ForeignKey(
        "organization.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("worked by")
    )
    worked_at = models.DateTimeField(_("worked"), null=True, blank=True)

    scope = OF_AREA

    class Meta:
        verbose_name = _("block of an area")
        verbose_name_plural = _("blocks of areas")
        ordering = ["area_id", "row", "column"]
        constraints = [
            models.UniqueConstraint(fields=["area", "row", "column"], name="canvass_block_once"),
            models.CheckConstraint(
                condition=~Q(state="skipped") | ~Q(reason=""),
                name="canvass_skip_has_a_reason",
                violation_error_message=_("Say why the block is skipped."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def view_function(cls) -> str:
        return "field.view_canvassarea"


class CanvassStop(Record):
    """A door somebody called at, and what came of it. `client_key` makes one that is sent twice one."""

    area = models.ForeignKey("field.CanvassArea", models.PROTECT, related_name="stops", verbose_name=_("area"))
    block = models.ForeignKey(
        "field.CanvassBlock", models.SET_NULL, null=True, blank=True, related_name="stops", verbose_name=_("block")
    )
    called_at = models.DateTimeField(_("called at"), default=timezone.now)
    employee = models.ForeignKey(
        "organization.Employee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("who did it", "by"),
    )
    result = models.CharField(pgettext_lazy("of a call", "result"), max_length=12, choices=StopResult.choices)
    name = models.CharField(_("name at the door"), max_length=200, blank=True, default="")
    person = models.CharField(pgettext_lazy("of a lead", "person"), max_length=120, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=32, blank=True, default="")
    remark = models.CharField(pgettext_lazy("of field work", "remark"), max_length=500, blank=True, default="")
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(_("accuracy, m"), null=True, blank=True)
    lead = models.ForeignKey(
        "crm.Lead", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("lead")
    )
    client_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    scope = OF_AREA
    masks = {"phone": masks.PHONE}

    class Meta:
        verbose_name = _("door")
        verbose_name_plural = _("doors called at")
        ordering = ["-called_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False, longitude__isnull=False,
                    latitude__range=(Decimal(-90), Decimal(90)), longitude__range=(Decimal(-180), Decimal(180)),
                ),
                name="canvass_stop_place",
                violation_error_message=_(
                    "A place has a longitude from -180 to 180 and a latitude from -90 to 90."
                ),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["area", "-called_at", "-id"], name="canvass_stop_by_area")]

    def __str__(self) -> str:
        return self.name or str(self.get_result_display())
