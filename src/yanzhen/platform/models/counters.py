from django.db import models


class Counter(models.Model):
    """The last number given out in a series of documents, for example SO-202611."""

    series = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"
