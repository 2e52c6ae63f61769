from django.db import models

from yanzhen.platform.db.terms import TermsField


class SearchEntry(models.Model):
    """What a record is found by, and whose it is: copied so that the search looks only inside a person's reach.

    Made from the record alone and written with it; `yanzhen search rebuild` makes all of them again. `phone` holds
    digits from the last to the first and stands apart from `form`, since not everybody may see phones.
    """

    noun_name = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    room = models.SmallIntegerField()
    form = models.TextField()
    phone = models.CharField(max_length=20, blank=True, default="")
    owner_id = models.BigIntegerField(null=True)
    other_owner_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    ranked_on = models.IntegerField(default=0)
    terms = TermsField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["noun_name", "object_id"], name="one_entry_per_record")]
        indexes = [
            models.Index(fields=["room", "-ranked_on"], name="search_by_rank"),
            models.Index(fields=["phone"], condition=~models.Q(phone=""), name="search_by_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.noun_name} {self.object_id}"


class SearchProgress(models.Model):
    """How far the index of one kind of record is built, and by which version of the rules."""

    noun_name = models.CharField(max_length=80, unique=True)
    rules = models.PositiveSmallIntegerField()
    last_key = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    is_complete = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.noun_name}: {self.rows}"
