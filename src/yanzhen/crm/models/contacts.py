from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform import masks
from yanzhen.platform.base import Record, Scope


class Contact(Record):
    """A person at a customer's."""

    customer = models.ForeignKey("crm.Customer", models.CASCADE, related_name="contacts", verbose_name=_("customer"))
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120)
    title = models.CharField(_("job title"), max_length=120, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=32, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    is_primary = models.BooleanField(_("first contact"), default=False)

    scope = Scope(owners=("customer__owner_id",), unit="customer__unit_id")
    masks = {"phone": masks.PHONE}

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["customer_id", "-is_primary", "id"]

    def __str__(self) -> str:
        return self.name
