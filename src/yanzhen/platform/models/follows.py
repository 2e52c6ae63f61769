from django.db import models


class Follow(models.Model):
    """Whether a person hears of what others do to a record. A row that is off keeps later reasons from turning it on.

    The owner of a record follows it without a row.
    """

    user_id = models.BigIntegerField()
    noun_name = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    is_on = models.BooleanField(default=True)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["noun_name", "object_id", "user_id"], name="follow_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.noun_name} {self.object_id}"
