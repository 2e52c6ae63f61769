"""The functions keep the name under which roles store them; the floor was once a part of `analysis`."""

from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

VIEW_SALES = functions.declare(
    "analysis.view_sales", _("see sales figures"), (*roles.SALES, roles.CLERK, roles.FINANCE, roles.AUDITOR)
)
