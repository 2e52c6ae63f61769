"""Who may do what with visits."""

from yanzhen.platform import functions, roles

LEADERS = (roles.DIRECTOR, roles.MANAGER)
VISITORS = (roles.MANAGER, roles.REP, roles.KA, roles.CLERK)
READERS = (*roles.SALES, roles.CLERK, roles.SERVICE, roles.AUDITOR)
functions.declare_noun("field.visit", view=READERS, edit=VISITORS, remove=VISITORS, export=LEADERS)
functions.declare_noun("field.visitfinding", view=READERS, edit=VISITORS, remove=VISITORS, export=LEADERS)
functions.declare_noun("field.visittemplate", view=READERS, edit=(*LEADERS, roles.KA), export=LEADERS)
