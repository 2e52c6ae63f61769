from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReachLevel(TextChoices):
    OWN = "own", _("own rows")
    TEAM = "team", _("own and those who report to me")
    UNIT = "unit", _("my unit and those below")
    ALL = "all", _("everything")


class LinkPurpose(TextChoices):
    SETUP = "setup", _("first administrator")
    INVITATION = "invitation", _("invitation")
    SIGN_IN = "sign_in", _("sign-in link")


class AmountUnit(TextChoices):
    YUAN = "yuan", _("yuan (1)")
    WAN = "wan", _("ten thousands")
    YI = "yi", _("hundred millions")


class Theme(TextChoices):
    AUTO = "auto", _("as the device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class RiseColour(TextChoices):
    RED = "red", _("red rises")
    GREEN = "green", _("green rises")
