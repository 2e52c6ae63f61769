"""Many new lines at once: COPY on PostgreSQL, which saves building an object and a statement for each; else in bulk."""

from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], parent: str, rows: list[tuple[Any, dict[str, Any]]]) -> None:
    """Add checked rows: the key of the document and the values of the line, which all name the same fields."""
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create([model(**values, **{parent: key}) for key, values in rows])
        return
    if not rows:
        return
    names = list(rows[0][1])
    fields = {f.attname: f for f in model._meta.concrete_fields}
    absent = [f for a, f in fields.items() if a not in {*names, parent} and not f.primary_key]
    columns = [fields[parent].column, *(fields[n].column for n in names), *(f.column for f in absent)]
    defaults = tuple(f.get_default() for f in absent)
    quote = connection.ops.quote_name
    target = f"{quote(model._meta.db_table)} ({', '.join(quote(str(c)) for c in columns)})"
    sql = f"COPY {target} FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(sql) as copy:
        for key, values in rows:
            copy.write_row((key, *(values[n] for n in names), *defaults))
