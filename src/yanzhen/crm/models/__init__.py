from yanzhen.crm.models.contacts import Contact
from yanzhen.crm.models.customers import Customer, CustomerType

__all__ = ["Contact", "Customer", "CustomerType"]
