from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReachLevel(TextChoices):
    OWN = "own", _("Own rows")
    TEAM = "team", _("Own and those who report to me")
    UNIT = "unit", _("My unit and those below")
    ALL = "all", _("Everything")


class Covers(TextChoices):
    READING = "reading", _("Reading and approvals")
    ALL = "all", _("All daily work")


class Effect(TextChoices):
    WARN = "warn", _("Warn")
    REFUSE = "refuse", _("Refuse")
    OFF = "off", _("Off")


class LinkPurpose(TextChoices):
    SETUP = "setup", _("First administrator")
    INVITATION = "invitation", _("Invitation")
    SIGN_IN = "sign_in", _("Sign-in link")
    RESET = "reset", _("New password")


class PasswordPolicy(TextChoices):
    MODERN = "modern", _("Long passwords, no forced change")
    DENGBAO = "dengbao", _("Classified protection (GB/T 22239, level 3)")


class ProviderKind(TextChoices):
    OIDC = "oidc", _("OpenID Connect")
    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


class AmountUnit(TextChoices):
    """How large a unit amounts are shown in; the larger ones are those of the language (`platform.amounts`)."""

    YUAN = "yuan", _("Yuan (1)")
    WAN = "wan", pgettext_lazy("amount unit", "Thousands")
    YI = "yi", pgettext_lazy("amount unit", "Millions")


class Theme(TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class RiseColour(TextChoices):
    RED = "red", _("Red rises")
    GREEN = "green", _("Green rises")
