from yanzhen.platform import writes
from yanzhen.products.models import Product

create, change, remove = writes.plain(Product)
