"""What people call the browser that they use."""

from django.http import HttpRequest


def browser_of(request: HttpRequest) -> str:
    """A name that a person recognises, such as `Firefox, Linux`; the exact version says nothing to them."""
    told = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in BROWSERS if mark in told), "?")
    system = next((name for mark, name in SYSTEMS if mark in told), "?")
    return f"{browser}, {system}"


# In this order: each browser also claims to be those below it.
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
