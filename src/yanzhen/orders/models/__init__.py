from yanzhen.orders.models.orders import Order, OrderLine

__all__ = ["Order", "OrderLine"]
