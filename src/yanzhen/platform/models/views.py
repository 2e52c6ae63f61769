from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sharing(models.TextChoices):
    """Who sees a saved view beside the one who keeps it."""

    NOBODY = "nobody", pgettext_lazy("shared with", "only me")
    UNIT = "unit", pgettext_lazy("shared with", "my unit")
    EVERYBODY = "everybody", pgettext_lazy("shared with", "everybody who sees the list")


class SavedView(models.Model):
    """A state of a list under a name: filters, sorting, columns, grouping. It holds what to ask, never any rows."""

    noun_name = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=60)
    user_id = models.BigIntegerField()
    who = models.CharField(max_length=150)
    sharing = models.CharField(_("shared with"), max_length=12, choices=Sharing.choices, default=Sharing.NOBODY)
    unit_id = models.BigIntegerField(null=True)
    parameters = models.JSONField(default=dict)
    place = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place", "id"]
        indexes = [models.Index(fields=["noun_name", "user_id"], name="view_by_list_and_person")]

    def __str__(self) -> str:
        return self.name


class ListHabit(models.Model):
    """How one person likes to see one list: columns with widths, density, and the view it opens with."""

    user_id = models.BigIntegerField()
    noun_name = models.CharField(max_length=80)
    columns = models.CharField(max_length=2000, default="", blank=True)
    is_dense = models.BooleanField(default=False)
    opens_with = models.ForeignKey(SavedView, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "noun_name"], name="one_habit_per_person_and_list")]

    def __str__(self) -> str:
        return self.noun_name
