"""Who may do what, by hand: the table that the permission matrix expects. One line for each function, in matrix.txt.

`everybody` are the eleven standard roles, `-` is nobody from the start. Whoever adds a function adds its line here and
thinks about who should have it; the declarations in `permissions.py` are what is tested against this.
"""

from pathlib import Path

EVERYBODY = "director manager rep ka clerk finance service hr admin auditor security".split()
TEXT = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")


def _roles(words: str) -> frozenset[str]:
    return frozenset(EVERYBODY if words == "everybody" else [] if words == "-" else words.split())


MAY: dict[str, frozenset[str]] = {
    line.split()[0]: _roles(line.split(maxsplit=1)[1].strip()) for line in TEXT.strip().splitlines()
}

REACH = {
    "director": "everything",
    "manager.east": "rep.east",
    "rep.east": "rep.east",
    "rep.south": "rep.south",
    "ka": "ka",
    "clerk": "rep.east rep.south ka",
    "finance": "everything",
    "service": "everything",
    "hr": "everything",
    "admin": "everything",
    "auditor": "everything",
    "security": "everything",
    "stranger": "stranger",
    "lead": "lead rep.south",
}
"""Whose rows each person of the small firm reaches, where rows have an owner and a unit."""
REACH_BY_UNIT_ONLY = frozenset({"manager.east", "clerk"})
"""Whom the unit leads to the rows of others: rows without a unit they see of their own only."""

SHARED, BOTH, ALONE, KEYS = "shared", "owner and unit", "owner alone", "keys"
KIND: dict[str, str] = {
    "accounts.apikey": KEYS,
    "accounts.dutyexception": SHARED,
    "accounts.dutyrule": SHARED,
    "accounts.grant": SHARED,
    "accounts.identityprovider": SHARED,
    "accounts.role": SHARED,
    "accounts.substitution": BOTH,
    "accounts.user": BOTH,
    "crm.collisioncase": BOTH,
    "crm.contact": BOTH,
    "crm.duplicategroup": ALONE,
    "crm.merge": BOTH,
    "crm.lead": BOTH,
    "crm.leadform": SHARED,
    "crm.leadpoint": SHARED,
    "crm.leadrule": SHARED,
    "crm.customer": BOTH,
    "crm.customermember": BOTH,
    "crm.customertype": SHARED,
    "crm.handover": BOTH,
    "crm.handoveritem": BOTH,
    "crm.industry": SHARED,
    "crm.lossreason": SHARED,
    "crm.opportunity": BOTH,
    "crm.playbook": SHARED,
    "crm.process": SHARED,
    "crm.stakeholder": BOTH,
    "field.callattempt": BOTH,
    "field.callfrequency": SHARED,
    "field.calllist": BOTH,
    "field.callscript": SHARED,
    "field.calltarget": BOTH,
    "field.canvassarea": BOTH,
    "field.canvassstop": BOTH,
    "field.dayreport": BOTH,
    "field.daysetting": BOTH,
    "field.donotcall": SHARED,
    "field.jointvisit": BOTH,
    "field.meeting": BOTH,
    "field.observationform": SHARED,
    "field.receivinghours": BOTH,
    "field.visit": BOTH,
    "field.visitfinding": BOTH,
    "field.visittemplate": SHARED,
    "market.competitor": SHARED,
    "market.marketfigure": BOTH,
    "orders.order": BOTH,
    "organization.assignment": BOTH,
    "organization.calendarday": SHARED,
    "organization.company": SHARED,
    "organization.coverage": BOTH,
    "organization.employee": BOTH,
    "organization.position": SHARED,
    "organization.region": SHARED,
    "organization.territory": SHARED,
    "organization.unit": SHARED,
    "platform.alert": SHARED,
    "platform.approval": BOTH,
    "platform.approvalrule": SHARED,
    "platform.auditentry": SHARED,
    "platform.backuprun": SHARED,
    "platform.bulkchange": ALONE,
    "platform.exportbudget": SHARED,
    "platform.exportrecord": ALONE,
    "platform.job": ALONE,
    "platform.offlineentry": BOTH,
    "platform.readentry": SHARED,
    "platform.robot": SHARED,
    "platform.trigger": BOTH,
    "platform.triggerrun": BOTH,
    "keyaccounts.accountdelivery": BOTH,
    "keyaccounts.accountkpi": BOTH,
    "keyaccounts.agreement": BOTH,
    "keyaccounts.agreementcheck": BOTH,
    "keyaccounts.monthlyreview": BOTH,
    "keyaccounts.rollingplan": BOTH,
    "keyaccounts.store": BOTH,
    "keyaccounts.storeopportunity": BOTH,
    "loyalty.causeanalysis": BOTH,
    "loyalty.evaluation": BOTH,
    "loyalty.evaluationrun": SHARED,
    "loyalty.evaluationscheme": SHARED,
    "loyalty.nextpurchase": BOTH,
    "loyalty.referral": BOTH,
    "loyalty.rememberedday": BOTH,
    "loyalty.rewardentry": BOTH,
    "loyalty.thanksrule": SHARED,
    "planning.forecastrun": SHARED,
    "planning.declaration": BOTH,
    "planning.actionitem": BOTH,
    "planning.improvement": BOTH,
    "planning.pipelinefigure": BOTH,
    "planning.plan": SHARED,
    "planning.quota": BOTH,
    "planning.quotatalk": BOTH,
    "planning.target": BOTH,
    "products.category": SHARED,
    "products.product": SHARED,
    "receivables.invoice": BOTH,
    "receivables.receipt": BOTH,
}
"""How the rows of each kind belong to people. A new kind of record needs its line here."""
ARCHIVED: dict[str, dict[str, object]] = {
    "accounts.substitution": {"ends_on": "2026-12-01"},
    "crm.customer": {"is_active": False},
    "crm.opportunity": {"state": "lost"},
    "crm.stakeholder": {"ends_on": "2026-12-31"},
    "orders.order": {"state": "cancelled"},
    "organization.assignment": {"ends_on": "2026-01-31"},
    "organization.coverage": {"ends_on": "2026-01-31"},
    "organization.employee": {"left_on": "2026-01-31"},
    "platform.job": {"state": "done"},
    "products.product": {"is_sold": False},
}
"""What makes a row an old one; it must stay as closed as it was."""


def may(role: str, code: str) -> bool:
    """Whether the standard role has the function; an unknown function is nobody's."""
    return role in MAY.get(code, frozenset())


TELLS = {"platform.approval": "orders.view_order", "platform.exportrecord": "crm.view_customer"}
"""Rows whose title names a record of another kind: for those who may see that kind, or check everything."""


def reaches(name: str, role: str, noun: str, owner: str) -> bool:
    """Whether this person reaches the row of `owner`; `""` owns what all share."""
    if not owner or KIND[noun] == SHARED:
        return True
    told = TELLS.get(noun)
    if told and owner != name and not may(role, told) and not may(role, "platform.view_auditentry"):
        return False
    words = REACH[name].split()
    if KIND[noun] == KEYS:
        keeps = may(role, "accounts.view_user")
        return owner == name or (keeps and words == ["everything"])
    if KIND[noun] == ALONE and name in REACH_BY_UNIT_ONLY:
        return owner == name
    return words == ["everything"] or owner in words
