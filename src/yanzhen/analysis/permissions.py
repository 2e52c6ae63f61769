from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

VIEW_SALES = functions.declare(
    "analysis.view_sales", _("see sales figures"), (*roles.SALES, roles.CLERK, roles.FINANCE, roles.AUDITOR)
)
EXPORT_SALES = functions.declare(
    "analysis.export_sales", _("export sales figures"), (roles.DIRECTOR, roles.MANAGER, roles.FINANCE)
)
