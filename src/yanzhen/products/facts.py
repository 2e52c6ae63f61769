"""What the analysis engine keeps of the catalogue: products, and categories with the widest each belongs to."""

import pyarrow as pa

from yanzhen.platform import warehouse

NAMED = (("id", pa.int64()), ("code", pa.string()), ("name", pa.string()), ("name_en", pa.string()))

PRODUCTS = warehouse.register(
    warehouse.Extract(
        name="products",
        schema=pa.schema([*NAMED, ("category_id", pa.int64())]),
        sql="SELECT id, code, name, name_en, category_id FROM products_product WHERE {where}",
    )
)
CATEGORIES = warehouse.register(
    warehouse.Extract(
        name="categories",
        schema=pa.schema([*NAMED, ("parent_id", pa.int64()), ("root_id", pa.int64())]),
        sql="""
            WITH RECURSIVE tree(id, root_id) AS (
                SELECT id, id FROM products_category WHERE parent_id IS NULL
                UNION ALL
                SELECT c.id, tree.root_id FROM products_category c JOIN tree ON c.parent_id = tree.id
            )
            SELECT c.id, c.code, c.name, c.name_en, c.parent_id, tree.root_id
            FROM products_category c JOIN tree ON tree.id = c.id
            WHERE {where}
        """,
    )
)
