from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import Record, Scope


class ApiKey(Record):
    """A program's way in, on behalf of a person and never wider than that person. Only its hash is stored."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="api_keys", verbose_name=_("user"))
    name = models.CharField(_("name"), max_length=120)
    prefix = models.CharField(_("begins with"), max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    scope = Scope(owners=("user__employee_id",))
    unaudited = frozenset({"secret_hash", "last_used_at"})

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
