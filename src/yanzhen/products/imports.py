"""What can be imported of the catalogue."""

from yanzhen.platform.imports.nouns import Noun, declare
from yanzhen.products.models import Category, Product

declare(Noun(Category, ("code",), trees=("parent",)))
declare(Noun(Product, ("code",)))
