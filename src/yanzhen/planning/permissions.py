from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

PLANNERS = (roles.DIRECTOR, roles.MANAGER)
READERS = (*roles.SALES, roles.FINANCE, roles.HR, roles.AUDITOR)
functions.declare_noun("planning.plan", view=READERS, edit=PLANNERS, remove=(roles.DIRECTOR,), export=PLANNERS)
functions.declare_noun("planning.forecastrun", view=READERS, edit=PLANNERS, remove=(roles.DIRECTOR,), export=PLANNERS)
functions.declare("planning.say_forecast", _("say what one expects to sell oneself"), roles.SALES)
