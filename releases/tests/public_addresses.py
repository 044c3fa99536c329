"""Every address a visitor can request. Each new URL pattern must be added here; a test counts them.

For each URL name there is a function that takes the `World` of the leak test and returns paths to request. Include
whatever could leak: with filters, beyond the last page, for hidden content and for public content.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from releases.models import Edition, Release
from releases.site import sitemaps
from releases.site.formats import names
from taxonomy.models import Country, FieldOfWork, MeetingSeries, Page, Structure

LANGUAGES = ("en", "ru")

LEGACY = "legacy"
MOMENTS = ("1999-05-03", "2026-01-01", "2099-01-01", "2099-01-01T000000.000000Z", "2026-02-31")

# The prefix of every text that is hidden, and of every text that is public.
TYPED = (
    "",
    "mar",
    "markerheadline",
    "markerplace",
    "markerlead",
    "markerkeyword",
    "offi",
    "council",
    "vien",
    "moldo",
    "%00",
    "elec",
)

# Not for visitors: the newsroom requires a login, and reveals nothing before.
PRIVATE_NAMESPACES = {"admin"}
PRIVATE_FOLDERS = {"admin/account/"}  # signing in; says nothing about releases


@dataclass
class World:
    """The content to request: one public release, terms of each vocabulary, and hidden texts."""

    shown: Edition
    field: FieldOfWork
    country: Country
    source: Structure
    field_operation: Structure
    meeting: MeetingSeries
    page: Page
    reserved: Release | None = (
        None  # the number of the hidden release, so that its addresses can be requested before it exists
    )
    hidden_releases: list[Release] = field(default_factory=list)
    hidden_slugs: list[str] = field(default_factory=list)
    file_addresses: list[tuple[str, str]] = field(default_factory=list)
    room_keys: list[str] = field(default_factory=list)  # of texts opened to journalists

    def releases(self) -> list[int]:
        return [self.shown.release_id, *(release.pk for release in self.hidden_releases)]

    def files(self) -> list[tuple[str, str]]:
        return [("0" * 32, "made-up.pdf"), *self.file_addresses]

    def slugs(self) -> list[str]:
        return [self.shown.slug, "made-up", *self.hidden_slugs]


def filters(world: World) -> list[str]:
    """Query strings for everything that supports the list's filters."""
    queries: list[dict[str, object]] = [
        {},
        {"q": "Marker"},
        {"q": "office"},
        {"q": "markerheadlin"},
        {"q": "markerbodi", "language": "all"},
        {"q": "markerbod* -council"},
        {"q": "marker*"},
        {"q": "council markerbod*"},
        {"q": "counsil"},
        {"field": world.field.slug},
        {"country": world.country.slug},
        {"source": world.source.slug},
        {"type": "press-release"},
        {"type": "speech"},
        {"language": "all"},
        {"language": "fr"},
        {"from": "1999-01-01", "to": "1999-12-31"},
        {"from": "2099-01-01"},
        {"field": [world.field.slug, "made-up"], "q": "Marker", "language": "all"},
        {"sort": "oldest"},
        {"sort": "relevance", "q": "Marker"},
        {"anchor": f"1999-05-04.{world.shown.release_id + 1}"},
        {"page": 2},
        {"page": 999},
    ]
    return [urlencode(query, doseq=True) for query in queries]


def filters_of_the_api(world: World) -> list[str]:
    """Those of the list, and how far an answer goes; what the API does not know is refused, and says so the same."""
    queries = [query for query in filters(world) if not {"page", "anchor", "sort"} & {*parse_qs(query)}]
    return [
        *queries,
        "limit=1",
        "limit=1&language=all",
        "cursor=made-up",
        "page=2",
        f"source={world.source.slug}&limit=100",
    ]


def feed_addresses(name: str) -> Callable[[World], list[str]]:
    """Some filters of each kind, since they are those of the list, which is asked for with all."""
    return lambda world: [f"/releases/feed/{name}/?{query}" for query in filters(world)[::4]]


def made_up(path: str) -> Callable[[World], list[str]]:
    """Signed links, which cannot be guessed."""
    return lambda world: [f"{path}/{token}/" for token in ("made-up", "1", "1:made-up:made-up")]


ADDRESSES: dict[str, Callable[[World], list[str]]] = {
    "front": lambda world: ["/"],
    "release-list": lambda world: [f"/releases/?{query}" for query in filters(world)],
    "suggest": lambda world: [f"/releases/suggest/?q={typed}" for typed in TYPED],
    "feed-rss": lambda world: [f"/releases/feed/rss/?{query}" for query in filters(world)],
    "feed-atom": lambda world: [f"/releases/feed/atom/?{query}" for query in filters(world)],
    "release-number": lambda world: [f"/releases/{number}/" for number in world.releases()],
    "release": lambda world: [
        f"/releases/{number}/{slug}/{query}"
        for number in world.releases()
        for slug in world.slugs()
        for query in ("", f"?{urlencode({'in': f'field={world.field.slug}'})}")
    ],
    "release-at": lambda world: [
        f"/releases/{number}/at/{moment}/" for number in world.releases() for moment in MOMENTS
    ],
    "release-timemap": lambda world: [f"/releases/{number}/timemap/" for number in world.releases()],
    "release-picture": lambda world: [
        f"/releases/{number}/picture/{edition}.png" for number in world.releases() for edition in (1, 2, 3)
    ],
    "release-file": lambda world: [
        f"/releases/{number}/files/{key}/{name}" for number in world.releases() for key, name in world.files()
    ],
    "release-file-then": lambda world: [
        f"/releases/{number}/at/{moment}/files/{key}/{name}"
        for number in world.releases()
        for moment in MOMENTS[1:4]
        for key, name in world.files()
    ],
    "release-history": lambda world: [f"/releases/{number}/history/" for number in world.releases()],
    "vocabulary": lambda world: [
        f"/{segment}/" for segment in ("fields-of-work", "countries", "structures", "field-operations", "meetings")
    ],
    "term": lambda world: [
        f"/fields-of-work/{world.field.slug}/",
        f"/countries/{world.country.slug}/",
        f"/structures/{world.source.slug}/",
        f"/field-operations/{world.field_operation.slug}/",
        f"/meetings/{world.meeting.slug}/",
        "/fields-of-work/made-up/",
    ],
    "page": lambda world: [f"/{world.page.slug}/", "/made-up/"],
    "sitemap": lambda world: ["/sitemap.xml"],
    "sitemap-pages": lambda world: ["/sitemap-pages.xml"],
    "sitemap-releases": lambda world: [
        f"/sitemap-releases-{world.shown.release_id // sitemaps.RELEASES + file}.xml" for file in (0, 1)
    ],
    "sitemap-news": lambda world: ["/sitemap-news.xml"],
    "preview-link": lambda world: [f"/preview/{token}/" for token in ("made-up", "1", "1:made-up", f"1:{'A' * 43}")],
    "security-txt": lambda world: ["/.well-known/security.txt"],
    "robots": lambda world: ["/robots.txt"],
    "release-format": lambda world: [
        f"/releases/{number}/{slug}.{ending}"
        for number in world.releases()
        for slug in world.slugs()
        for ending in names.MEDIA_TYPES
    ],
    **{f"feed-{name}": feed_addresses(name) for name in ("json", "ninjs", "newsml", "corrections")},
    "oembed": lambda world: (
        [
            f"/oembed?{urlencode({'url': f'http://127.0.0.1:8000/releases/{number}/{slug}/'})}"
            for number in world.releases()
            for slug in world.slugs()
        ]
        + ["/oembed", "/oembed?url=%00", "/oembed?format=xml"]
    ),
    "newsml-catalogue": lambda world: ["/newsml/catalogue.xml"],
    "api-guide": lambda world: ["/api/"],
    "api-index": lambda world: ["/api/v1/"],
    "api-document": lambda world: ["/api/v1/openapi.json"],
    "api-releases": lambda world: [f"/api/v1/releases/?{query}" for query in filters_of_the_api(world)],
    "api-release": lambda world: [f"/api/v1/releases/{number}/" for number in world.releases()],
    "api-text": lambda world: [
        f"/api/v1/releases/{number}/{language}/{query}"
        for number in world.releases()
        for language in LANGUAGES
        for query in ("", *(f"?at={moment}" for moment in ("1999-05-03T00:00:00Z", "2099-01-01T00:00:00Z")))
    ],
    "api-history": lambda world: [
        f"/api/v1/releases/{number}/{language}/history/" for number in world.releases() for language in LANGUAGES
    ],
    "api-changes": lambda world: [
        f"/api/v1/changes/{query}" for query in ("", "?language=ru", "?limit=1", "?since=1999-05-03T00:00:00Z")
    ],
    "api-vocabularies": lambda world: ["/api/v1/terms/"],
    "api-terms": lambda world: [
        f"/api/v1/terms/{name}/" for name in ("fields-of-work", "countries", "structures", "meetings", "made-up")
    ],
    "api-languages": lambda world: ["/api/v1/languages/"],
    "api-nowhere": lambda world: ["/api/v1/made-up", "/api/v1/releases/1/made-up/"],
    "verify": lambda world: ["/verify/", "/verify/?q=Marker"],
    "csp-reports": lambda world: ["/csp-reports"],
    "hub": lambda world: ["/websub"],
    "alert-subscribe": lambda world: [f"/alerts/?{query}" for query in filters(world)],
    **{f"alert-{name}": made_up(f"/alerts/{name}") for name in ("confirm", "leave", "manage")},
    # Somebody who is not signed in is sent to the sign-in from all of them.
    "room": lambda world: ["/room/"],
    "room-sign-in": lambda world: ["/room/sign-in/", "/room/sign-in/?next=/room/texts/made-up/"],
    "room-sign-out": lambda world: ["/room/sign-out/"],
    "room-forgotten": lambda world: ["/room/forgotten/"],
    "room-link": made_up("/room/link"),
    "room-terms": lambda world: ["/room/terms/"],
    "room-account": lambda world: ["/room/account/"],
    "room-text": lambda world: [f"/room/texts/{key}/" for key in ("made-up", *world.releases(), *world.room_keys)],
    "room-nowhere": lambda world: ["/room/made-up/", "/room/texts/"],
    "room-file": lambda world: [
        f"/room/texts/{key}/files/{digest}/{name}"
        for key in ("made-up", *world.room_keys)
        for digest, name in world.files()
    ],
    "favicon": lambda world: ["/favicon.ico"],
    "timegate": lambda world: (
        [
            f"/timegate/{address}"
            for number in world.releases()
            for address in (f"releases/{number}/", f"ru/releases/{number}/", f"releases/{number}/{world.slugs()[-1]}/")
        ]
        + ["/timegate/made-up/", "/timegate/https://elsewhere.example/releases/1/", "/timegate/robots.txt"]
    ),
    "health": lambda world: ["/healthz"],
    "readiness": lambda world: ["/readyz"],
    "health-of-work": lambda world: ["/healthz/work"],
    # Not a URL pattern: where nothing else matches, a recorded legacy address redirects to its release.
    LEGACY: lambda world: [f"/node/{number}" for number in range(1, 12)],
}


def named_patterns(resolver: URLResolver | None = None) -> Iterator[str]:
    """The names of all public URL patterns; an unnamed pattern yields its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        elif pattern.namespace not in PRIVATE_NAMESPACES and str(pattern.pattern) not in PRIVATE_FOLDERS:
            yield from named_patterns(pattern)


def every_address(world: World) -> list[str]:
    paths = [path for name in ADDRESSES for path in ADDRESSES[name](world)]
    return paths + [f"/{language}{path}" for language in LANGUAGES if language != "en" for path in paths]


def own_history(world: World, language: str) -> str:
    with override(language):
        prefix = "" if language == "en" else f"/{language}"
        return f"{prefix}/releases/{world.shown.release_id}/history/"
