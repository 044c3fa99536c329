"""What pages may load, and where browsers report what they refused. `releases.site.content_policy` eases it where Django’s admin needs that."""

from csp.constants import NONCE, NONE, SELF

POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["newsroom"],  # of newsroom.js, which parses our own pages
        "report-uri": ["/csp-reports"],
        "report-to": ["csp"],
    }
}
