from yanzhen.crm.lists.customers import CONTACTS, CUSTOMER_TYPES, CUSTOMERS

__all__ = ["CONTACTS", "CUSTOMERS", "CUSTOMER_TYPES"]
