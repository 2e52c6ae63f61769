from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

READERS = (*roles.SALES, roles.FINANCE, roles.HR, roles.AUDITOR)
PLANNERS = (roles.DIRECTOR, roles.MANAGER)

functions.declare_noun("market.competitor", view=READERS, edit=roles.SALES, remove=PLANNERS, export=PLANNERS)
functions.declare_noun("market.marketfigure", view=READERS, edit=roles.SALES, remove=PLANNERS, export=PLANNERS)
OPEN = functions.declare("market.open_marketfigure", _("open market figures to everybody"), PLANNERS)
SET_BOUNDS = functions.declare("market.set_bounds", _("set the bounds of the market's reading"), (roles.DIRECTOR,))
