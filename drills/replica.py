"""A primary and a streaming replica: one is killed, then the other, and the replica is promoted."""

import datetime
import threading
import time
from collections.abc import Callable

from drills import newsroom
from drills.crowded import Editor
from drills.nodes import Node, running
from drills.postgres import Server, servers
from drills.visitors import Crowd

PATHS = ["/", "/releases/", "/releases/feed/atom/", "/releases/?type=news", "/countries/ukraine/", "/healthz"]
VISITORS = 4
PATIENCE = 30.0


def failover() -> None:
    """Replica killed: nobody notices. Primary killed: the public site goes on. Replica promoted: the newsroom works again."""
    with servers(2) as (primary, replica):
        url = f"postgres://postgres@127.0.0.1:{primary.port},127.0.0.1:{replica.port}/postgres?target_session_attrs=read-write"
        newsroom.open_on(url)
        replica.follow(primary)
        with running(Node(url, REPLICA_URLS=replica.url, WEB_WORKERS="1")) as (node,):
            within("readers read from the replica", lambda: node.get("/releases/")[0] == 200 and reads(replica))
            late_commit_is_seen(node)
            embargo_lifts_on_the_replica(node)
            with Crowd(node.port, PATHS, VISITORS) as crowd:
                time.sleep(2)
                replica.kill()
                time.sleep(5)
                replica.start()
                time.sleep(8)
            told("replica killed and back", crowd)
            within("readers read from the replica again", lambda: node.get("/")[0] == 200 and reads(replica))
            from releases.tests.making import make_edition, make_scheduled_edition

            draft, editor = make_edition(), Editor(node.port)
            at = newsroom.in_seconds(6)
            due = make_scheduled_edition(headline="Due while the primary is gone", at=at, date=at.date())
            time.sleep(1)
            with Crowd(node.port, PATHS, VISITORS) as crowd:
                time.sleep(1)
                primary.kill()
                assert editor.status("/admin/") == 503
                time.sleep(10)
                assert "Due while the primary is gone" in node.get("/releases/")[1], "an embargo waited for the primary"
                assert node.get(due.get_absolute_url())[0] == 200
            told("primary killed", crowd)
            replica.promote()
            began = time.monotonic()
            within("the newsroom saves on the promoted replica", lambda: bool(saved(editor, draft.pk)))
            print(f"  the newsroom saved {time.monotonic() - began:.1f} s after the promotion")
            with Crowd(node.port, PATHS, VISITORS) as crowd:
                time.sleep(4)
            told("after the promotion", crowd)


def told(what: str, crowd: Crowd) -> None:
    print(f"  {what}: {crowd.tally}")
    assert crowd.tally.other_than("200") == 0, what


def within(what: str, question: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < until, what
        time.sleep(0.2)


def saved(editor: Editor, pk: int) -> bool:
    try:
        return editor.save(pk) > 0
    except OSError:  # HTTP errors are such
        return False


def reads(replica: Server) -> bool:
    """Whether a node has asked this server for something else than its position within the last two seconds."""
    import psycopg

    with psycopg.connect(replica.url) as asked:
        count = asked.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%taxonomy_revision%'"
            " AND query_start > now() - interval '3 seconds'"
        ).fetchone()
    return bool(count and count[0])


def late_commit_is_seen(node: Node) -> None:
    """A transaction that began before another and ends after it: a replica's snapshot does not name it as running."""
    from django.db import connection, transaction
    from django.utils import timezone

    from releases import steps
    from releases.tests.making import make_edition, make_live_edition

    first = make_edition(headline="Began early and committed late")
    begun, end = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            steps.place_on_record(first, timezone.now())
            begun.set()
            end.wait(PATIENCE)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(PATIENCE)
    make_live_edition(headline="Began late and committed early")
    within(
        "what was committed first is public",
        lambda: "Began late and committed early" in node.get("/releases/feed/atom/?q=began")[1],
    )
    time.sleep(2)
    end.set()
    writer.join()
    within(
        "what was committed last is public",
        lambda: "Began early and committed late" in node.get("/releases/feed/atom/?q=began")[1],
    )
    print("  a transaction that began early and ended late is on the replica's list")


def embargo_lifts_on_the_replica(node: Node) -> None:
    from releases.models.clock import database_time
    from releases.tests.making import make_scheduled_edition

    for number in range(5):
        at = newsroom.in_seconds(2.5)
        headline = f"Embargo number {number}"
        make_scheduled_edition(headline=headline, at=at, date=at.date())
        while (asked_at := database_time()) < at + datetime.timedelta(seconds=2):
            shown = headline in node.get("/releases/")[1]
            answered_at = database_time()
            assert not (shown and answered_at < at), "shown before its hour"
            assert shown or asked_at < at + datetime.timedelta(seconds=1), "not shown a second after its hour"
    print("  five embargoes lifted at their second, read from the replica")
