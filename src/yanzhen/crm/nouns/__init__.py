from yanzhen.crm.nouns.customers import CONTACTS, CUSTOMER_TYPES, CUSTOMERS

__all__ = ["CONTACTS", "CUSTOMERS", "CUSTOMER_TYPES"]
