from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

PLANNERS = (roles.DIRECTOR, roles.MANAGER)
READERS = (*roles.SALES, roles.FINANCE, roles.HR, roles.AUDITOR)
functions.declare_noun("planning.plan", view=READERS, edit=PLANNERS, remove=(roles.DIRECTOR,), export=PLANNERS)
functions.declare_noun("planning.forecastrun", view=READERS, edit=PLANNERS, remove=(roles.DIRECTOR,), export=PLANNERS)
functions.declare("planning.say_forecast", _("say what one expects to sell oneself"), roles.SALES)

TARGET_READERS = (*PLANNERS, roles.FINANCE, roles.HR, roles.AUDITOR)
functions.declare_noun("planning.target", view=TARGET_READERS, edit=PLANNERS, export=PLANNERS)
functions.declare("planning.decide_target", _("decide on targets"), (roles.DIRECTOR,))
functions.declare_noun("planning.declaration", view=READERS, edit=roles.SALES, export=PLANNERS)
functions.declare("planning.correct_declaration", _("correct declarations"), PLANNERS)
functions.declare_noun(
    "planning.board", view=(*PLANNERS, roles.FINANCE, roles.HR, roles.AUDITOR), edit=PLANNERS, export=PLANNERS
)
