from dataclasses import replace

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.customers import CustomerSource, Grade
from yanzhen.platform import masks
from yanzhen.platform.base import OWNED, SHARED, Named, Record

PARTITION_BITS = 16
"""Customers go to the analysis engine in blocks of 65 536 keys, so that a change rewrites one small file."""


class CustomerType(Named, Record):
    """A kind of customer: dealer, hotel group, retail chain."""

    code = models.CharField(_("code"), max_length=40, unique=True)

    scope = SHARED

    class Meta:
        verbose_name = _("customer type")
        verbose_name_plural = _("customer types")
        ordering = ["code"]

    def fact_partitions(self) -> list[tuple[str, str]]:
        return [("customer_types", "all")]


class Customer(Record):
    """A firm that buys, or may buy. Its owner looks after it; its unit is the owner's."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True, default="")
    customer_type = models.ForeignKey(
        "crm.CustomerType",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("customer type"),
    )
    owner = models.ForeignKey(
        "organization.Employee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        db_index=False,
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False
    )
    territory = models.ForeignKey(
        "organization.Territory", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territory")
    )
    phone = models.CharField(_("phone"), max_length=32, blank=True, default="")
    province = models.CharField(_("province"), max_length=60, blank=True, default="")
    city = models.CharField(_("city"), max_length=60, blank=True, default="")
    address = models.CharField(_("address"), max_length=255, blank=True, default="")
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    industry = models.ForeignKey(
        "crm.Industry", models.PROTECT, null=True, blank=True, related_name="customers", verbose_name=_("industry")
    )
    source = models.CharField(
        pgettext_lazy("of a customer", "source"), max_length=12, choices=CustomerSource.choices, blank=True, default=""
    )
    potential = models.DecimalField(_("potential a year"), max_digits=18, decimal_places=2, null=True, blank=True)
    potential_currency = models.CharField(_("currency of the potential"), max_length=3, default="CNY")
    grade_class = models.CharField(
        pgettext_lazy("of a customer", "class"), max_length=1, choices=Grade.choices, blank=True, default="",
        editable=False,
    )  # fmt: skip
    class_reason = models.CharField(_("reason for the class"), max_length=300, blank=True, default="", editable=False)
    class_by = models.CharField(_("classed by"), max_length=150, blank=True, default="", editable=False)
    class_on = models.DateField(_("classed on"), null=True, blank=True, editable=False)
    since_on = models.DateField(_("customer since"), null=True, blank=True)
    last_order_on = models.DateField(_("last order"), null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    name_key = models.CharField(max_length=120, blank=True, default="", editable=False, db_index=True)
    phone_key = models.CharField(max_length=20, blank=True, default="", editable=False, db_index=True)
    possible_duplicate_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("perhaps the same as"),
    )
    shares_phone = models.BooleanField(
        _("shares its telephone number"),
        default=False,
        help_text=_("A switchboard of several firms, or a branch that is a customer of its own: say why below."),
    )
    shares_phone_because = models.CharField(_("why it shares the number"), max_length=200, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("merged into")
    )
    former_codes = models.CharField(
        _("codes of merged records"), max_length=400, blank=True, default="", editable=False
    )

    scope = replace(OWNED, only=Q(merged_into=None))
    forwards = "merged_into"
    # Derived from name and phone, for finding the same firm again.
    unaudited = frozenset({"name_key", "phone_key"})
    masks = {"phone": masks.PHONE}

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["-since_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code="") & Q(merged_into=None),
                name="one_customer_per_credit_code",
                violation_error_message=_("A customer with this credit code exists already."),
            ),
            models.UniqueConstraint(
                fields=["phone_key"],
                condition=~Q(phone_key="") & Q(shares_phone=False, merged_into=None),
                name="one_customer_per_phone",
                violation_error_message=_("A customer with this telephone number exists already."),
            ),
            models.CheckConstraint(
                condition=Q(potential__isnull=True) | Q(potential__gte=0),
                name="potential_not_negative",
                violation_error_message=_("A potential cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(
                    longitude__isnull=False,
                    latitude__isnull=False,
                    longitude__range=(-180, 180),
                    latitude__range=(-90, 90),
                ),
                name="place_on_the_globe",
                violation_error_message=_("A place has a longitude from -180 to 180 and a latitude from -90 to 90."),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-since_on", "-id"], name="customer_by_owner"),
            models.Index(fields=["unit", "-since_on", "-id"], name="customer_by_unit"),
            models.Index(fields=["-since_on", "-id"], name="customer_by_date"),
            models.Index(fields=["name", "id"], name="customer_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def fact_partitions(self) -> list[tuple[str, str]]:
        return [("customers", str(self.pk >> PARTITION_BITS))] if self.pk else []
