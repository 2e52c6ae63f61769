from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    COMPANY = "company", _("company")
    REGION = "region", _("regional office")
    DEPARTMENT = "department", _("department")
    TEAM = "team", _("team")


class JobKind(TextChoices):
    """What a job in sales is for (DOMAIN §4)."""

    DEVELOPING = "developing", _("developing")
    SUPPORTING = "supporting", _("supporting")
    MAINTAINING = "maintaining", _("maintaining")
