"""The names of the standard roles, for the `permissions` modules of all apps."""

DIRECTOR, MANAGER, REP, KA, CLERK = "director", "manager", "rep", "ka", "clerk"
FINANCE, SERVICE, HR, ADMIN, AUDITOR = "finance", "service", "hr", "admin", "auditor"
SECURITY = "security"
"""Looks after rights, sessions and alerts and gives the second consent; sees no business."""

SALES = (DIRECTOR, MANAGER, REP, KA)
BUSINESS = (*SALES, CLERK, FINANCE, SERVICE, AUDITOR)
"""Everybody who works with customers or checks those who do."""
EVERYBODY = (*BUSINESS, HR, ADMIN, SECURITY)
