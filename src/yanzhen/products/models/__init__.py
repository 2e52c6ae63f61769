from yanzhen.products.models.categories import Category
from yanzhen.products.models.products import Product

__all__ = ["Category", "Product"]
