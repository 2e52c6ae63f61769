from django.db import models
from django.utils.translation import gettext_lazy as _


class UserSession(models.Model):
    """One browser that is signed in: what the person sees of it. Without its row a cookie opens nothing.

    The key of the session itself is a secret; only its hash is stored.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    device_hash = models.CharField(max_length=64, blank=True, default="")
    agent = models.CharField(_("device"), max_length=300, blank=True, default="")
    address = models.GenericIPAddressField(_("address"), null=True)
    way_in = models.CharField(_("way in"), max_length=60, blank=True, default="")
    created_at = models.DateTimeField(_("signed in"), auto_now_add=True)
    last_seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        ordering = ["-last_seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.address}"


class KnownDevice(models.Model):
    """A browser from which a person came in before, known again by a cookie; only the hash of its value is stored."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="devices")
    device_hash = models.CharField(max_length=64)
    agent = models.CharField(max_length=300, blank=True, default="")
    first_seen_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "device_hash"], name="one_row_per_device_and_person")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.agent[:40]}"
