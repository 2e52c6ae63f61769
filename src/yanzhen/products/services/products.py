from yanzhen.products.models import Product
from yanzhen.platform import writes

create, change, remove = writes.plain(Product)
