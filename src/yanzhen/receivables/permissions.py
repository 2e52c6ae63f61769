from yanzhen.platform import functions, roles

READERS = (*roles.SALES, roles.CLERK, roles.FINANCE, roles.AUDITOR)
EXPORTERS = (roles.DIRECTOR, roles.MANAGER, roles.FINANCE)
functions.declare_noun(
    "receivables.invoice", view=READERS, edit=(roles.FINANCE, roles.CLERK), remove=(roles.FINANCE,), export=EXPORTERS
)
functions.declare_noun("receivables.receipt", view=READERS, edit=(roles.FINANCE,), export=EXPORTERS)
