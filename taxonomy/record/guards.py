"""Triggers that bind the vocabularies to their record: a row changes only as its last entry says, and entries are only added."""

from itertools import chain

from django.db import models

from taxonomy.guards import Guard, rows_are_only_added, table_is_never_emptied
from taxonomy.models import RECORDED, VocabularyEntry
from taxonomy.models.record import NOT_RECORDED

ENTRIES = VocabularyEntry._meta.db_table
NOT_ON_RECORD = "The record of the vocabularies has no entry for this change."


def guards() -> list[Guard]:
    return [
        *rows_are_only_added("taxonomy_record", ENTRIES),
        table_is_never_emptied(ENTRIES),
        *chain.from_iterable(row_follows_its_entry(model) for model in RECORDED),
        *(table_is_never_emptied(model._meta.db_table) for model in RECORDED),
    ]


def row_follows_its_entry(model: type[models.Model]) -> list[Guard]:
    return [_as_written(model, "INSERT"), _as_written(model, "UPDATE"), _as_deleted(model)]


def _as_written(model: type[models.Model], event: str) -> Guard:
    """Columns that are not recorded may change freely."""
    fields = [field for field in model._meta.concrete_fields if field.name not in NOT_RECORDED]
    table, name = model._meta.db_table, f"{model._meta.db_table}_on_record_{event.lower()}"
    same = " AND ".join(_same_in_postgresql(field) for field in fields)
    same_in_sqlite = " AND ".join(_same_in_sqlite(field) for field in fields)
    return Guard(
        name=name,
        table=table,
        postgresql=_function(name, table, event, f"SELECT 1 FROM ({_last(model, 'NEW')}) told WHERE {same}", "NEW"),
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW "
            f"WHEN NOT EXISTS (SELECT 1 FROM ({_last(model, 'NEW')}) told WHERE {same_in_sqlite}) "
            f"BEGIN SELECT RAISE(ABORT, '{NOT_ON_RECORD}'); END",
        ),
    )


def _as_deleted(model: type[models.Model]) -> Guard:
    table, name = model._meta.db_table, f"{model._meta.db_table}_on_record_delete"
    told = f"SELECT 1 FROM ({_last(model, 'OLD')}) told WHERE told.after IS NULL"
    return Guard(
        name=name,
        table=table,
        postgresql=_function(name, table, "DELETE", told, "OLD"),
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW WHEN NOT EXISTS ({told}) "
            f"BEGIN SELECT RAISE(ABORT, '{NOT_ON_RECORD}'); END",
        ),
    )


def _last(model: type[models.Model], side: str) -> str:
    return (
        f"SELECT after FROM {ENTRIES} WHERE vocabulary = '{model._meta.model_name}' "
        f"AND {ENTRIES}.row = {side}.id ORDER BY position DESC LIMIT 1"
    )


def _same_in_postgresql(field: "models.Field[object, object]") -> str:
    if isinstance(field, models.JSONField):
        return f"(told.after -> '{field.attname}') = NEW.\"{field.column}\""
    return f"(told.after ->> '{field.attname}') IS NOT DISTINCT FROM NEW.\"{field.column}\"::text"


def _same_in_sqlite(field: "models.Field[object, object]") -> str:
    stored = f'NEW."{field.column}"'
    return f"json_extract(told.after, '$.{field.attname}') IS " + (
        f"json({stored})" if isinstance(field, models.JSONField) else stored
    )


def _function(name: str, table: str, event: str, told: str, side: str) -> tuple[str, ...]:
    return (
        f"CREATE OR REPLACE FUNCTION {name}_function() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT EXISTS ({told}) THEN "
        f"RAISE EXCEPTION '{NOT_ON_RECORD}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {side}; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_function()",
    )
