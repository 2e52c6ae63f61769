from django.db import models
from django.utils.translation import gettext_lazy as _


class MarketSetting(models.Model):
    """One bound of the reading of the market that the firm has set for itself."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    value = models.DecimalField(_("value"), max_digits=9, decimal_places=4)

    class Meta:
        verbose_name = _("bound of the market's reading")
        verbose_name_plural = _("bounds of the market's reading")

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"
