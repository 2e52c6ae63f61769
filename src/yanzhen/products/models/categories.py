from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import SHARED, Named, Record


class Category(Named, Record):
    """A group of products; may belong to a wider one. Figures are shown by the widest."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )

    scope = SHARED

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["code"]

    def fact_partitions(self) -> list[tuple[str, str]]:
        return [("categories", "all")]
