from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    COMPANY = "company", _("Company")
    REGION = "region", _("Regional office")
    DEPARTMENT = "department", _("Department")
    TEAM = "team", _("Team")


class JobKind(TextChoices):
    """What a job in sales is for (DOMAIN §4)."""

    DEVELOPING = "developing", _("Developing")
    SUPPORTING = "supporting", _("Supporting")
    MAINTAINING = "maintaining", _("Maintaining")
