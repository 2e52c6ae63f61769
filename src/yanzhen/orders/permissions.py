from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

KEEPERS = (roles.MANAGER, roles.REP, roles.KA, roles.CLERK)
functions.declare_noun(
    "orders.order",
    view=roles.BUSINESS,
    edit=KEEPERS,
    export=(roles.DIRECTOR, roles.MANAGER, roles.CLERK, roles.FINANCE),
)
functions.declare("orders.confirm_order", _("confirm orders"), KEEPERS)
functions.declare("orders.approve_order", _("approve orders"), (roles.DIRECTOR, roles.MANAGER))
functions.declare("orders.complete_order", _("complete orders"), (roles.MANAGER, roles.CLERK))
functions.declare("orders.cancel_order", _("cancel orders"), (roles.MANAGER, roles.CLERK))
