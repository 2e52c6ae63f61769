from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.accounts.enums import LinkPurpose


class OneTimeLink(models.Model):
    """A secret that opens the door once. Only its hash is stored."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="links")
    purpose = models.CharField(_("purpose"), max_length=12, choices=LinkPurpose.choices)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"
