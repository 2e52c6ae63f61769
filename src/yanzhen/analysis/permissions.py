from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

EXPORT_SALES = functions.declare(
    "analysis.export_sales", _("export sales figures"), (roles.DIRECTOR, roles.MANAGER, roles.FINANCE)
)
