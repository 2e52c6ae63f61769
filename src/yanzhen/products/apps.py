from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "yanzhen.products"
    label = "products"
    verbose_name = _("products")
    default_auto_field = "django.db.models.BigAutoField"
