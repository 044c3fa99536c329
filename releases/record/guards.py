"""Triggers that enforce the record in the database: a released edition's text never changes, nor does any entry of the
record.

Of a released edition, only the place on the timeline may change: while it lies in the future, its bounds may move or it
may be unscheduled; once public, only its end may be set or moved, never into the past. Terms, contacts and files are
part of the text. `taxonomy.guards` installs the triggers.
"""

from collections.abc import Iterable
from itertools import chain

from releases.models import (
    AccountEvent,
    Clearance,
    ClearanceWord,
    Comment,
    Edition,
    Erased,
    Erasure,
    Featured,
    Opening,
    RecordEntry,
    RoomEntry,
    RoomTerms,
    SavedText,
    StandardTextVersion,
)
from releases.models.carried import CARRIED
from releases.models.clock import SQLITE_NOW
from releases.states import State
from taxonomy.guards import Guard, refuse, rows_are_only_added, table_is_never_emptied

EDITION = Edition._meta.db_table
ONLY_ADDED_TO = {
    "releases_record": (RecordEntry, Erased.Kind.ENTRY),
    "releases_saved_text": (SavedText, Erased.Kind.SAVED_TEXT),
    "releases_comment": (Comment, Erased.Kind.COMMENT),
    "releases_clearance": (Clearance, ""),
    "releases_clearance_word": (ClearanceWord, ""),
    "releases_featured": (Featured, ""),
    "releases_erased": (Erased, ""),
    "releases_account_log": (AccountEvent, ""),
    "releases_room_log": (RoomEntry, ""),
    "releases_room_terms": (RoomTerms, ""),
}

TIMELINE_COLUMNS = ("state", "live_from", "live_until")
# Access before publication is not part of the content.
LIMIT = "limited"
# The seal changes only together with the state, when the text is sealed or the seal is broken.
SEAL = "seal"

# The current time, formatted on each engine as bounds are, so that they compare as equal.
POSTGRESQL_NOW = "statement_timestamp()"


def guards(moves: Iterable[tuple[State, State]]) -> list[Guard]:
    """All triggers. `moves` are the changes of state that steps make; the database refuses all others."""
    return [
        edition_is_never_deleted(),
        edition_text_is_fixed(),
        edition_moves_by_steps(moves),
        public_edition_keeps_its_start(),
        scheduled_edition_stays_ahead(),
        *one_edition_at_an_instant(),
        *chain.from_iterable(
            carried_rows_are_fixed(part.model._meta.db_table, part.owner_id) for part in CARRIED.values()
        ),
        *chain.from_iterable(
            rows_are_only_added(name, model._meta.db_table, being_erased(kind))
            for name, (model, kind) in ONLY_ADDED_TO.items()
        ),
        *rows_are_only_added(
            "releases_standard_text_version", StandardTextVersion._meta.db_table, an_erasure_is_under_way()
        ),
        *erasures_are_settled_once(),
        *openings_are_withdrawn_once(),
        *(
            table_is_never_emptied(model._meta.db_table)
            for model in (
                Edition,
                Erasure,
                Opening,
                StandardTextVersion,
                *(model for model, _kind in ONLY_ADDED_TO.values()),
            )
        ),
        *(table_is_never_emptied(part.model._meta.db_table) for part in CARRIED.values()),
    ]


def being_erased(kind: str, row: str = "OLD.id") -> str:
    """Whether words are just being erased from the row: it is named by an erasure that a second person confirmed and that is not
    settled, which lasts for one transaction.
    """
    erased, erasure = Erased._meta.db_table, Erasure._meta.db_table
    return (
        f"EXISTS (SELECT 1 FROM {erased} e JOIN {erasure} x ON x.id = e.erasure_id "
        f"WHERE x.state = 'confirmed' AND e.kind = '{kind}' AND e.row = {row})"
    )


def an_erasure_is_under_way() -> str:
    """For rows that are not sealed: they need not be named by it."""
    return f"EXISTS (SELECT 1 FROM {Erasure._meta.db_table} x WHERE x.state = 'confirmed')"


def erasures_are_settled_once() -> list[Guard]:
    table = Erasure._meta.db_table
    known = "'proposed>confirmed', 'confirmed>done', 'proposed>declined'"
    return [
        refuse(
            "releases_erasure_settled_once",
            table,
            "UPDATE",
            f"(OLD.state || '>' || NEW.state) NOT IN ({known}) OR OLD.proposed_by_id <> NEW.proposed_by_id OR OLD.reason <> NEW.reason",
            "An erasure is proposed by one person and settled once.",
        ),
        refuse(
            "releases_erasure_begins_proposed",
            table,
            "INSERT",
            "NEW.state <> 'proposed'",
            "An erasure is proposed first.",
        ),
        refuse("releases_erasure_kept", table, "DELETE", "true", "An erasure cannot be deleted."),
    ]


def openings_are_withdrawn_once() -> list[Guard]:
    table = Opening._meta.db_table
    fixed = [field.column for field in Opening._meta.concrete_fields if not field.name.startswith("withdrawn_")]
    changed = " OR ".join(f'OLD."{column}" <> NEW."{column}"' for column in fixed)
    return [
        refuse(
            "releases_opening_withdrawn_once",
            table,
            "UPDATE",
            f"{changed} OR OLD.withdrawn_at IS NOT NULL",
            "What was opened to a journalist can only be withdrawn, once.",
        ),
        refuse("releases_opening_kept", table, "DELETE", "true", "An opening cannot be deleted."),
    ]


def edition_is_never_deleted() -> Guard:
    return refuse(
        "releases_edition_never_deleted",
        EDITION,
        "DELETE",
        "OLD.state = 'released'",
        "A released edition cannot be deleted.",
    )


def edition_text_is_fixed() -> Guard:
    """A text can only be edited while it is a draft: what was submitted is what is approved and released."""
    may_change = (*TIMELINE_COLUMNS, SEAL, LIMIT)
    columns = [field.column for field in Edition._meta.concrete_fields if field.column not in may_change]
    changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)
    condition = f"(OLD.state <> 'draft' AND ({changed})) OR (OLD.state = NEW.state AND OLD.{SEAL} <> NEW.{SEAL})"
    return refuse(
        "releases_edition_text_fixed",
        EDITION,
        "UPDATE",
        condition,
        "The text of an edition can change only while it is a draft.",
        sqlite_condition=condition.replace("IS DISTINCT FROM", "IS NOT"),
        unless=being_erased(Erased.Kind.EDITION),
    )


def edition_moves_by_steps(moves: Iterable[tuple[State, State]]) -> Guard:
    """States change only as in the table of steps; discarded is final, and nothing is approved without being submitted."""
    known = ", ".join(f"'{before}>{after}'" for before, after in moves)
    return refuse(
        "releases_edition_moves_by_steps",
        EDITION,
        "UPDATE",
        f"OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({known})",
        "No step leads from the old state to the new one.",
    )


def public_edition_keeps_its_start() -> Guard:
    condition = (
        "OLD.state = 'released' AND OLD.live_from <= {now} AND ("
        "NEW.state <> 'released' OR NEW.live_from IS NULL OR NEW.live_from <> OLD.live_from"
        " OR ({end_changed} AND (OLD.live_until <= {now} OR NEW.live_until < {now})))"
    )
    return refuse(
        "releases_edition_public_start",
        EDITION,
        "UPDATE",
        condition.format(now=POSTGRESQL_NOW, end_changed="OLD.live_until IS DISTINCT FROM NEW.live_until"),
        "Only the end of a public edition can be set, and not to a time in the past.",
        sqlite_condition=condition.format(now=SQLITE_NOW, end_changed="OLD.live_until IS NOT NEW.live_until"),
    )


def scheduled_edition_stays_ahead() -> Guard:
    condition = "OLD.state = 'released' AND NEW.state = 'released' AND OLD.live_from > {now} AND NEW.live_from < {now}"
    return refuse(
        "releases_edition_scheduled_ahead",
        EDITION,
        "UPDATE",
        condition.format(now=POSTGRESQL_NOW),
        "A scheduled edition cannot be moved into the past.",
        sqlite_condition=condition.format(now=SQLITE_NOW),
    )


def one_edition_at_an_instant() -> list[Guard]:
    """For SQLite only; PostgreSQL has an exclusion constraint over the interval, created by a migration."""
    overlap = (
        f"NEW.state = 'released' AND EXISTS (SELECT 1 FROM {EDITION} other"
        " WHERE other.release_id = NEW.release_id AND other.language = NEW.language"
        " AND other.state = 'released' AND other.id IS NOT NEW.id"
        " AND (other.live_until IS NULL OR other.live_until > NEW.live_from)"
        " AND (NEW.live_until IS NULL OR NEW.live_until > other.live_from))"
    )
    message = "Two editions of a release in one language cannot be public at the same time."
    return [
        Guard(
            name=(name := f"releases_edition_one_at_an_instant_{event.lower()}"),
            table=EDITION,
            sqlite=(
                f"CREATE TRIGGER {name} BEFORE {event} ON {EDITION} FOR EACH ROW WHEN {overlap} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            ),
        )
        for event in ("INSERT", "UPDATE")
    ]


def carried_rows_are_fixed(table: str, edition_column: str) -> list[Guard]:
    """Rows carried by an edition that is not a draft can be neither added, nor changed, nor deleted."""
    return [
        carried_row_is_fixed(table, edition_column, event, sides)
        for event, sides in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",)))
    ]


def carried_row_is_fixed(table: str, edition_column: str, event: str, sides: tuple[str, ...]) -> Guard:
    name = f"{table}_fixed_{event.lower()}"
    message = "What an edition carries can change only while it is a draft."
    editions = ", ".join(f"{side}.{edition_column}" for side in sides)
    # One query for all rows of a statement, since an import writes thousands. The share lock waits for a release in
    # progress in another transaction and then sees its outcome. Plans are not cached: one made while the table was
    # small would persist.
    unless = f" AND NOT {being_erased(Erased.Kind.EDITION, f'{EDITION}.id')}" if event == "UPDATE" else ""
    tables = {"OLD": "taken_rows", "NEW": "added_rows"}
    rows = " UNION ALL ".join(f"SELECT {edition_column} FROM {tables[side]}" for side in sides)
    referencing = " ".join(f"{side} TABLE AS {tables[side]}" for side in sides)
    function = f"""
        CREATE OR REPLACE FUNCTION {name}_function() RETURNS trigger LANGUAGE plpgsql
        SET plan_cache_mode = force_custom_plan AS $$
        BEGIN
            PERFORM 1 FROM {EDITION} WHERE id IN ({rows}) FOR SHARE;
            IF EXISTS (SELECT 1 FROM {EDITION} WHERE id IN ({rows}) AND state <> 'draft'{unless}) THEN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        END $$
    """
    return Guard(
        name=name,
        table=table,
        postgresql=(
            function,
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {referencing} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_function()",
        ),
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW "
            f"WHEN EXISTS (SELECT 1 FROM {EDITION} WHERE id IN ({editions}) AND state <> 'draft'{unless}) "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ),
    )
