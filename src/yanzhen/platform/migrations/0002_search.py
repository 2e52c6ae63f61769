from django.db import migrations, models

from yanzhen.platform.db.terms import TermsField

TABLE = "platform_searchentry"
SQLITE = (
    f"""CREATE VIRTUAL TABLE platform_searchterms USING fts5(
        terms, content='{TABLE}', content_rowid='id', detail=none, columnsize=0, tokenize='ascii')""",
    f"""CREATE TRIGGER platform_search_insert AFTER INSERT ON {TABLE} BEGIN
        INSERT INTO platform_searchterms(rowid, terms) VALUES (new.id, new.terms); END""",
    f"""CREATE TRIGGER platform_search_delete AFTER DELETE ON {TABLE} BEGIN
        INSERT INTO platform_searchterms(platform_searchterms, rowid, terms) VALUES ('delete', old.id, old.terms);
        END""",
    f"""CREATE TRIGGER platform_search_update AFTER UPDATE OF terms ON {TABLE} WHEN old.terms IS NOT new.terms BEGIN
        INSERT INTO platform_searchterms(platform_searchterms, rowid, terms) VALUES ('delete', old.id, old.terms);
        INSERT INTO platform_searchterms(rowid, terms) VALUES (new.id, new.terms); END""",
)


def make_index_of_terms(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE INDEX search_by_terms ON {TABLE} USING gin (terms)")
        return
    for statement in SQLITE:
        schema_editor.execute(statement)


def drop_index_of_terms(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_by_terms")
        return
    for name in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER platform_search_{name}")
    schema_editor.execute("DROP TABLE platform_searchterms")


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="SearchProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun_name", models.CharField(max_length=80, unique=True)),
                ("rules", models.PositiveSmallIntegerField()),
                ("last_key", models.BigIntegerField(default=0)),
                ("rows", models.BigIntegerField(default=0)),
                ("is_complete", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun_name", models.CharField(max_length=80)),
                ("object_id", models.BigIntegerField()),
                ("room", models.SmallIntegerField()),
                ("form", models.TextField()),
                ("phone", models.CharField(blank=True, default="", max_length=20)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("other_owner_id", models.BigIntegerField(null=True)),
                ("unit_id", models.BigIntegerField(null=True)),
                ("ranked_on", models.IntegerField(default=0)),
                ("terms", TermsField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["noun_name", "object_id"], name="one_entry_per_record"),
                ],
                "indexes": [
                    models.Index(fields=["room", "-ranked_on"], name="search_by_rank"),
                    models.Index(condition=~models.Q(phone=""), fields=["phone"], name="search_by_phone"),
                ],
            },
        ),
        migrations.RunPython(make_index_of_terms, drop_index_of_terms),
    ]
