from yanzhen.crm.nouns import leads as leads
from yanzhen.crm.nouns.customers import CONTACTS, CUSTOMER_TYPES, CUSTOMERS
from yanzhen.crm.nouns.playbooks import PLAYBOOKS
from yanzhen.crm.nouns.stakeholders import INDUSTRIES, STAKEHOLDERS, TEAM

__all__ = ["CONTACTS", "CUSTOMERS", "CUSTOMER_TYPES", "INDUSTRIES", "PLAYBOOKS", "STAKEHOLDERS", "TEAM"]
