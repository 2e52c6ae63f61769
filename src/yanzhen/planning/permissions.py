from yanzhen.platform import functions, roles

PLANNERS = (roles.DIRECTOR, roles.MANAGER)
READERS = (*roles.SALES, roles.FINANCE, roles.HR, roles.AUDITOR)
functions.declare_noun("planning.plan", view=READERS, edit=PLANNERS, remove=(roles.DIRECTOR,), export=PLANNERS)
