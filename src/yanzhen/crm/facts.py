"""What the analysis engine keeps of customers and their types."""

import pyarrow as pa

from yanzhen.crm.models.customers import PARTITION_BITS
from yanzhen.platform import warehouse

CUSTOMER_TYPES = warehouse.register(
    warehouse.Extract(
        name="customer_types",
        schema=pa.schema([("id", pa.int64()), ("code", pa.string()), ("name", pa.string()), ("name_en", pa.string())]),
        sql="SELECT id, code, name, name_en FROM crm_customertype WHERE {where}",
    )
)
CUSTOMERS = warehouse.register(
    warehouse.Extract(
        name="customers",
        schema=pa.schema(
            [("id", pa.int64()), ("code", pa.string()), ("name", pa.string()), ("customer_type_id", pa.int64())]
        ),
        sql="SELECT c.id, c.code, c.name, c.customer_type_id FROM crm_customer c WHERE {where}",
        partitioning=warehouse.by_block("crm_customer", "c", PARTITION_BITS),
    )
)
