from yanzhen.crm.nouns.customers import CONTACTS, CUSTOMER_TYPES, CUSTOMERS
from yanzhen.crm.nouns.stakeholders import INDUSTRIES, STAKEHOLDERS, TEAM

__all__ = ["CONTACTS", "CUSTOMERS", "CUSTOMER_TYPES", "INDUSTRIES", "STAKEHOLDERS", "TEAM"]
