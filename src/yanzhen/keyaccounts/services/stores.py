"""Stores of key accounts: entered, changed, removed while nothing refers to them."""

from yanzhen.keyaccounts.models import Store
from yanzhen.platform import writes

create, change, remove = writes.plain(Store)
