"""The parts of the site that figures and logs tell apart: few, and independent of content."""

AREAS = {
    "/admin/": "newsroom",
    "/room/": "room",
    "/static/": "static",
    "/healthz": "health",
    "/readyz": "health",
    "/preview/": "preview",
    "/api/": "api",
    "/timegate/": "memento",
    "/releases/feed/": "feed",
    "/sitemap": "sitemap",
}
NOT_LOGGED = ("newsroom", "room", "preview")  # their addresses


def area_of(path: str) -> str:
    for prefix, area in AREAS.items():
        if path.startswith(prefix):
            return area
    if "/files/" in path:
        return "file"
    return "feed" if "/releases/feed/" in path else "public"
