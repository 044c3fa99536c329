"""Which replica visitors read from. With a real primary and a real replica: `make drills`."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from releases.site.replicas import Course, ReplicaMiddleware, Sources, is_public
from taxonomy.sources import connection

LAG = 2


@pytest.fixture
def course():
    course = Course(LAG)
    for second, position in enumerate([100, 100, 250, 300]):
        course.mark(second, position)
    return course


@pytest.mark.parametrize(
    ("position", "lag"),
    [(300, 0.0), (900, 0.0), (299, 1.5), (250, 1.5), (249, 2.5), (100, 2.5), (99, float("inf"))],
)
def test_lag_is_the_time_since_which_something_may_be_missing(course, position, lag):
    assert course.lag(position, now=3.5) == lag


class Servers(Sources):
    """With positions that the test sets; None for a server that does not answer."""

    def __init__(self) -> None:
        self.positions: dict[str, int | None] = {"default": 100, "replica1": 100, "replica2": None}
        self.now = 0.0
        super().__init__(["replica1", "replica2"], LAG, ask=self.positions.get)

    def turn(self, **positions: int | None) -> str:
        """What is chosen a second later."""
        self.positions |= positions
        self.now += 1
        self._current = self.choose(self.positions["default"], self.now)
        return self._current


@pytest.fixture
def servers():
    return Servers()


def test_fresh_replica_is_chosen_and_kept_while_another_is_fresh_as_well(servers):
    assert servers.turn() == "replica1"
    assert {servers.turn(replica2=100) for _ in range(20)} == {"replica1"}


def test_replica_that_falls_behind_loses_its_visitors_and_gets_them_back_later(servers):
    servers.turn()
    assert [servers.turn(default=200 + second) for second in range(5)] == [
        "replica1",
        "replica1",
        "default",
        "default",
        "default",
    ]

    assert [servers.turn(replica1=300, default=300) for _ in range(4)] == ["default", "default", "replica1", "replica1"]


def test_replica_that_does_not_answer_is_left_for_another_one_or_the_primary(servers):
    servers.turn(replica2=100)

    assert servers.turn(replica1=None) == "replica2"
    assert servers.turn(replica2=None) == "default"


def test_without_the_primary_the_replica_that_got_furthest_serves(servers):
    servers.turn()

    assert servers.turn(default=None, replica1=120, replica2=130) == "replica2"
    assert servers.turn(replica1=None, replica2=None) == "default"


@pytest.mark.parametrize(
    ("method", "path", "may"),
    [
        ("GET", "/", True),
        ("HEAD", "/releases/", True),
        ("GET", "/healthz", True),
        ("POST", "/releases/", False),
        ("GET", "/admin/", False),
        ("GET", "/preview/x/", False),
        ("GET", "/readyz", False),
    ],
)
def test_only_what_visitors_see_comes_from_a_replica(method, path, may):
    assert is_public(RequestFactory().generic(method, path)) is may


def test_without_replicas_nobody_is_asked_anything(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert Sources([], LAG).current() == "default"
    answered = ReplicaMiddleware(lambda request: HttpResponse(connection().alias))(RequestFactory().get("/"))
    assert getattr(answered, "content", None) == b"default"
