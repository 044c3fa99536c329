"""Figures about the state of the newsroom, read from the database when they are asked for."""

from collections.abc import Iterator

from django.db import DatabaseError, connections
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from releases.mail import heartbeat
from releases.mail.background import backlog
from releases.site import readiness


class State(Collector):
    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: otherwise registering would ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            yield from self._read()
        except DatabaseError:
            yield GaugeMetricFamily("newsroom_database_up", "Whether the database answers", 0)
        finally:
            connections.close_all()

    def _read(self) -> Iterator[GaugeMetricFamily]:
        work, beat = backlog(), heartbeat.age()
        overdue = (timezone.now() - work.due_since).total_seconds() if work.due_since else 0
        yield GaugeMetricFamily("newsroom_database_up", "Whether the database answers", 1)
        yield GaugeMetricFamily("newsroom_guards_missing", "Lost guards of the record", len(readiness.lost_guards()))
        yield GaugeMetricFamily("newsroom_migrations_pending", "Migrations to run", len(readiness.pending()))
        yield GaugeMetricFamily("newsroom_tasks_waiting", "Tasks that are due", work.waiting)
        yield GaugeMetricFamily("newsroom_tasks_failed", "Tasks that failed in seven days", work.failed)
        yield GaugeMetricFamily("newsroom_tasks_overdue_seconds", "Age of the oldest task that is due", overdue)
        yield GaugeMetricFamily("newsroom_letters_stuck", "Letters that should have arrived", work.stuck_letters)
        if beat is not None:
            yield GaugeMetricFamily("newsroom_worker_heartbeat_seconds", "Since a worker last worked", beat)
