"""The addresses of customers, their contacts and types."""

from django.urls import path

from yanzhen.crm import nouns
from yanzhen.crm.views import possible
from yanzhen.platform.pages.views import urls

urlpatterns = [
    path("customers/possible/", possible.possible, name="customer_possible"),
    *urls(nouns.CUSTOMERS),
    *urls(nouns.CONTACTS),
    *urls(nouns.CUSTOMER_TYPES),
]
