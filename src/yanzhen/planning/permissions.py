from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

PLANNERS = (roles.DIRECTOR, roles.MANAGER)
READERS = (*roles.SALES, roles.FINANCE, roles.HR, roles.AUDITOR)
functions.declare("planning.view_market", _("see shares of the market"), (*roles.SALES, roles.FINANCE, roles.AUDITOR))
functions.declare_noun("planning.plan", view=READERS, edit=PLANNERS, remove=(roles.DIRECTOR,), export=PLANNERS)
functions.declare("planning.view_forecastrun", _("see forecasts"), READERS)
functions.declare("planning.add_forecastrun", _("start and stop forecasts"), PLANNERS)
functions.declare("planning.remove_forecastrun", _("remove forecasts"), (roles.DIRECTOR,))
functions.declare("planning.export_forecastrun", _("export the list of forecasts"), PLANNERS)
functions.declare("planning.say_forecast", _("say what one expects to sell oneself"), roles.SALES)

TARGET_READERS = (*PLANNERS, roles.FINANCE, roles.HR, roles.AUDITOR)
functions.declare_noun("planning.target", view=TARGET_READERS, edit=PLANNERS, export=PLANNERS)
functions.declare("planning.decide_target", _("decide on targets"), (roles.DIRECTOR,))
functions.declare_noun("planning.declaration", view=READERS, edit=roles.SALES, export=PLANNERS)
functions.declare("planning.correct_declaration", _("correct declarations"), PLANNERS)
functions.declare_noun(
    "planning.board", view=(*PLANNERS, roles.FINANCE, roles.HR, roles.AUDITOR), edit=PLANNERS, export=PLANNERS
)

functions.declare_noun("planning.quota", view=READERS, edit=PLANNERS, export=(*PLANNERS, roles.FINANCE, roles.HR))
functions.declare("planning.view_quotatalk", _("see talks about quotas"), READERS)
functions.declare("planning.export_quotatalk", _("export talks about quotas"), (*PLANNERS, roles.HR))
functions.declare("planning.answer_quota", _("answer and acknowledge one's own quotas"), roles.SALES)
functions.declare("planning.lead_quotatalk", _("lead talks about quotas"), PLANNERS)
functions.declare("planning.move_plan", _("move a plan along its steps"), PLANNERS)
functions.declare(
    "planning.approve_mid_period", _("consent to a plan that changes in mid-period"), (roles.DIRECTOR, roles.FINANCE)
)

PACE_READERS = (*roles.SALES, roles.FINANCE, roles.AUDITOR)
functions.declare("planning.view_pace", _("see how plans stand"), PACE_READERS)
functions.declare("planning.set_pace", _("set when a pace is red"), (roles.DIRECTOR,))
functions.declare_noun("planning.pipelinefigure", view=PACE_READERS, edit=roles.SALES, export=PLANNERS)
functions.declare_noun("planning.actionitem", view=PACE_READERS, edit=roles.SALES, export=PLANNERS)
functions.declare_noun("planning.improvement", view=PACE_READERS, edit=roles.SALES, remove=PLANNERS, export=PLANNERS)
functions.declare("planning.close_improvement", _("close improvement cards"), PLANNERS)
