"""What the analysis engine keeps of the organisation: units, people, regions and territories."""

import pyarrow as pa

from yanzhen.platform import warehouse

NAMED = (("id", pa.int64()), ("code", pa.string()), ("name", pa.string()), ("name_en", pa.string()))

UNITS = warehouse.register(
    warehouse.Extract(
        name="units",
        schema=pa.schema([*NAMED, ("parent_id", pa.int64()), ("path", pa.string())]),
        sql="SELECT id, code, name, name_en, parent_id, path FROM organization_unit WHERE {where}",
    )
)
EMPLOYEES = warehouse.register(
    warehouse.Extract(
        name="employees",
        schema=pa.schema([*NAMED, ("unit_id", pa.int64())]),
        sql="SELECT id, number, name, name_en, unit_id FROM organization_employee WHERE {where}",
    )
)
REGIONS = warehouse.register(
    warehouse.Extract(
        name="regions",
        schema=pa.schema(NAMED),
        sql="SELECT id, code, name, name_en FROM organization_region WHERE {where}",
    )
)
TERRITORIES = warehouse.register(
    warehouse.Extract(
        name="territories",
        schema=pa.schema([*NAMED, ("region_id", pa.int64())]),
        sql="SELECT id, code, name, name_en, region_id FROM organization_territory WHERE {where}",
    )
)
