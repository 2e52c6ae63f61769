from yanzhen.crm.nouns import handovers as handovers
from yanzhen.crm.nouns import leads as leads
from yanzhen.crm.nouns.customers import CONTACTS, CUSTOMER_TYPES, CUSTOMERS
from yanzhen.crm.nouns.matching import CASES, GROUPS, MERGES
from yanzhen.crm.nouns.opportunities import LOSS_REASONS, OPPORTUNITIES, PROCESSES
from yanzhen.crm.nouns.playbooks import PLAYBOOKS
from yanzhen.crm.nouns.stakeholders import INDUSTRIES, STAKEHOLDERS, TEAM

__all__ = [
    "CASES",
    "CONTACTS",
    "CUSTOMERS",
    "CUSTOMER_TYPES",
    "GROUPS",
    "INDUSTRIES",
    "LOSS_REASONS",
    "MERGES",
    "OPPORTUNITIES",
    "PLAYBOOKS",
    "PROCESSES",
    "STAKEHOLDERS",
    "TEAM",
]
