"""How leads come in and to whom they go: web forms, rules, points, bounds of the pool, and models that were trained."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.leads import PointFact, RuleTarget
from yanzhen.platform.base import SHARED, Named, Record, Scoped


class LeadForm(Named, Record):
    """A form for the firm's website. Whoever knows its key may fill it in; only the origins named may frame it."""

    key = models.CharField(_("key"), max_length=43, unique=True, editable=False)
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    campaign = models.CharField(_("campaign"), max_length=120, blank=True, default="")
    origins = models.TextField(
        _("websites that may show it"),
        max_length=2000,
        blank=True,
        default="",
        help_text=_("One a line, such as https://www.example.com. Without any, the form is a page of its own only."),
    )
    asks_title = models.BooleanField(_("asks for the job title"), default=False)
    asks_phone = models.BooleanField(_("asks for the phone"), default=True)
    asks_email = models.BooleanField(_("asks for the e-mail address"), default=True)
    asks_place = models.BooleanField(_("asks for province and city"), default=True)
    asks_industry = models.BooleanField(_("asks for the industry"), default=False)
    asks_category = models.BooleanField(_("asks for the products of interest"), default=True)
    asks_budget = models.BooleanField(_("asks for the budget"), default=False)
    consent = models.CharField(
        _("consent in Chinese"),
        max_length=400,
        default="我同意贵公司为回复本次咨询而保存并使用以上信息。",
    )
    consent_en = models.CharField(
        _("consent in English"),
        max_length=400,
        default="I agree that you keep and use these details to answer my enquiry.",
    )
    thanks = models.CharField(_("thanks in Chinese"), max_length=300, blank=True, default="")
    thanks_en = models.CharField(_("thanks in English"), max_length=300, blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)

    scope = SHARED
    unaudited = frozenset({"key"})

    class Meta:
        verbose_name = _("web form for leads")
        verbose_name_plural = _("web forms for leads")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asks_phone=True) | Q(asks_email=True),
                name="lead_form_asks_how_to_answer",
                violation_error_message=_("Ask for the phone or the e-mail address, or nobody can be answered."),
            ),
        ]


class LeadFormHit(models.Model):
    """One answer sent to a web form, for a day: whoever sends too many is stopped, and no answer counts twice.

    Of the sender's address and of the stamp of the page only a keyed hash is kept.
    """

    form = models.ForeignKey("crm.LeadForm", models.CASCADE, related_name="+", db_index=False)
    address = models.CharField(max_length=64)
    stamp = models.CharField(max_length=64, blank=True, default="")
    happened_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("answer to a web form")
        verbose_name_plural = _("answers to web forms")
        indexes = [models.Index(fields=["address", "happened_at"], name="lead_form_hit_by_address")]
        constraints = [
            models.UniqueConstraint(fields=["stamp"], condition=~Q(stamp=""), name="lead_form_answered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.happened_at}"


class LeadRule(Record):
    """To whom leads go: the first rule in order whose conditions all hold. An empty condition holds for all."""

    order = models.PositiveIntegerField(_("order"), default=10)
    name = models.CharField(_("name"), max_length=120)
    places = models.CharField(
        _("provinces or cities"), max_length=400, blank=True, default="", help_text=_("Several, with commas between.")
    )
    industries = models.CharField(
        _("industries"), max_length=400, blank=True, default="", help_text=_("Several, with commas between.")
    )
    category = models.ForeignKey(
        "products.Category", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("interested in")
    )
    target = models.CharField(
        pgettext_lazy("of a rule for leads", "goes to"),
        max_length=12,
        choices=RuleTarget.choices,
        default=RuleTarget.ROUND_ROBIN,
    )
    last = models.ForeignKey(
        "organization.Employee", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    is_active = models.BooleanField(_("active"), default=True)

    scope = SHARED
    unaudited = frozenset({"last"})

    class Meta:
        verbose_name = _("rule for leads")
        verbose_name_plural = _("rules for leads")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class LeadRuleMember(Scoped):
    """One of the people a rule gives leads to, in their order."""

    rule = models.ForeignKey("crm.LeadRule", models.CASCADE, related_name="members", verbose_name=_("rule"))
    line_no = models.PositiveIntegerField(_("line"))
    employee = models.ForeignKey("organization.Employee", models.PROTECT, related_name="+", verbose_name=_("employee"))

    scope = SHARED

    class Meta:
        verbose_name = _("person of a rule for leads")
        verbose_name_plural = _("people of rules for leads")
        ordering = ["rule_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "employee"], name="lead_rule_names_a_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}/{self.line_no}"


class LeadPoint(Record):
    """Points that a lead gets for one fact about it."""

    fact = models.CharField(pgettext_lazy("of points", "fact"), max_length=12, choices=PointFact.choices)
    value = models.CharField(
        pgettext_lazy("of points", "value"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Several, with commas between: one of them is enough."),
    )
    points = models.SmallIntegerField(
        pgettext_lazy("of a lead", "points"), validators=[MinValueValidator(-100), MaxValueValidator(100)]
    )
    is_active = models.BooleanField(_("active"), default=True)

    scope = SHARED

    class Meta:
        verbose_name = _("points for leads")
        verbose_name_plural = _("points for leads")
        ordering = ["fact", "-points", "id"]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.get_fact_display(), self.value)))


class LeadSetting(models.Model):
    """One bound of the pool of leads that the firm has set for itself."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    value = models.PositiveIntegerField(_("value"))

    class Meta:
        verbose_name = _("bound of the pool of leads")
        verbose_name_plural = _("bounds of the pool of leads")

    def __str__(self) -> str:
        return self.name


class LeadModel(models.Model):
    """What came of training the model score once: the report, whether or not there was a score in it."""

    trained_at = models.DateTimeField(_("trained"), auto_now_add=True, db_index=True)
    who = models.CharField(_("who"), max_length=150)
    verdict = models.CharField(_("verdict"), max_length=12)
    report = models.JSONField(default=dict)
    scored = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("trained model score")
        verbose_name_plural = _("trained model scores")

    def __str__(self) -> str:
        return f"{self.trained_at:%Y-%m-%d %H:%M} {self.verdict}"
