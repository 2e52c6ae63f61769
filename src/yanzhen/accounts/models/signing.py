from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.accounts.enums import PasswordPolicy, ProviderKind
from yanzhen.platform.base import SHARED, Record


class SignInRules(Record):
    """How people of this installation sign in: one row, changed by those who keep the rules."""

    policy = models.CharField(
        _("password policy"), max_length=8, choices=PasswordPolicy.choices, default=PasswordPolicy.MODERN
    )
    links_by_email = models.BooleanField(_("link by verified e-mail"), default=False)

    class Meta:
        verbose_name = _("sign-in rules")
        verbose_name_plural = _("sign-in rules")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class PasswordRecord(models.Model):
    """A password somebody had, as its hash, so that it is not taken again too soon."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-set_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.set_at:%Y-%m-%d}"


class IdentityProvider(Record):
    """A house outside that knows our people: OpenID Connect, WeCom, DingTalk, Feishu. It never enters a new user."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=ProviderKind.choices, default=ProviderKind.OIDC)
    server_url = models.URLField(_("address of the service"), max_length=300, blank=True, default="")
    client_id = models.CharField(_("client identifier"), max_length=191)
    agent_id = models.CharField(_("agent identifier"), max_length=60, blank=True, default="")
    sealed_secret = models.TextField(editable=False, blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)

    scope = SHARED
    unaudited = frozenset({"sealed_secret"})

    class Meta:
        verbose_name = _("outside sign-in")
        verbose_name_plural = _("outside sign-ins")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
