from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.organization.enums import UnitKind
from yanzhen.platform.base import SHARED, Named, Record


class Unit(Named, Record):
    """A node of the organisation tree. `path` lists the keys from the root: `/1/7/23/`."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    company = models.ForeignKey("organization.Company", models.PROTECT, related_name="units", verbose_name=_("company"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind.choices, default=UnitKind.DEPARTMENT)
    path = models.CharField(max_length=255, editable=False, db_index=True, default="/")

    scope = SHARED
    unaudited = frozenset({"path"})

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["path", "id"]

    def fact_partitions(self) -> list[tuple[str, str]]:
        return [("units", "all")]
