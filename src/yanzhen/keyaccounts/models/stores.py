from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.keyaccounts.enums import ChanceKind, ChanceState, StoreFormat
from yanzhen.keyaccounts.models.agreements import OF_THE_AGREEMENT
from yanzhen.platform.base import Named, Record, Scope


class Store(Named, Record):
    """A shop of a key account; `outlet` is the customer that orders for it, if that is one of its own."""

    number = models.CharField(_("store number"), max_length=40)
    agreement = models.ForeignKey(
        "keyaccounts.Agreement",
        models.PROTECT,
        related_name="stores",
        verbose_name=pgettext_lazy("contract", "agreement"),
    )
    outlet = models.ForeignKey(
        "crm.Customer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("orders as customer")
    )
    format = models.CharField(
        pgettext_lazy("store", "format"), max_length=12, choices=StoreFormat.choices, default=StoreFormat.MALL
    )
    province = models.CharField(_("province"), max_length=60, blank=True, default="")
    city = models.CharField(_("city"), max_length=60, blank=True, default="")
    address = models.CharField(_("address"), max_length=255, blank=True, default="")
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    scope = OF_THE_AGREEMENT

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"],
                name="one_store_per_number",
                violation_error_message=_("This account has a store with this number already."),
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="store_place_whole",
                violation_error_message=_("A place has a longitude from -180 to 180 and a latitude from -90 to 90."),
            ),
        ]


class StoreOpportunity(Record):
    """Something to win in a store this week: what is missing, what it is worth, who sees to it by when.

    Left open it is carried over to the next week; `since` is the week it was found in. `fact_key` names the fact it
    was made from, so that it is found once.
    """

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    store = models.ForeignKey(
        "keyaccounts.Store", models.PROTECT, related_name="opportunities", verbose_name=_("store")
    )
    week = models.DateField(_("week"))
    since = models.DateField(_("since week"), editable=False)
    carried = models.PositiveSmallIntegerField(_("carried over"), default=0, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=ChanceKind.choices)
    product = models.ForeignKey(
        "products.Product", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    reason = models.CharField(_("why"), max_length=300, blank=True, default="")
    facts = models.JSONField(default=dict, editable=False)
    """What the system made `reason` from: a rule and its figures, to be told in the language of the reader."""
    potential = models.DecimalField(_("potential amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY", editable=False)
    owner = models.ForeignKey("organization.Employee", models.PROTECT, related_name="+", verbose_name=_("owner"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=8,
        choices=ChanceState.choices,
        default=ChanceState.OPEN,
        editable=False,
    )
    result = models.DecimalField(_("result amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    remark = models.CharField(pgettext_lazy("key account", "remark"), max_length=300, blank=True, default="")
    fact_key = models.CharField(max_length=80, blank=True, default="", editable=False)

    scope = Scope(owners=("owner_id", "store__agreement__owner_id"), unit="store__agreement__unit_id")
    unaudited = frozenset({"facts"})

    class Meta:
        verbose_name = _("store opportunity")
        verbose_name_plural = _("store opportunities")
        ordering = ["-week", "-potential", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fact_key"],
                condition=Q(state=ChanceState.OPEN) & ~Q(fact_key=""),
                name="one_open_chance_per_fact",
            ),
            models.CheckConstraint(
                condition=Q(potential__isnull=True) | Q(potential__gte=0),
                name="chance_not_negative",
                violation_error_message=_("A potential cannot be negative."),
            ),
        ]
        indexes = [models.Index(fields=["week", "state"], name="chances_by_week")]

    def __str__(self) -> str:
        return self.number
