from django.db import models


class Seeing(models.Model):
    """A spell of seeing the product as another person does: read-only, and no longer than `until`."""

    viewer = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.viewer_id} → {self.person_id}"
