"""ID tokens: whatever is wrong with one, nobody comes in by it."""

import json
import time

import jwt
import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa

from releases.accounts.sso.claims import verified

ISSUER, AUDIENCE = "https://login.example.org", "newsroom"
KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
KEYS = {"keys": [json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "1", "alg": "RS256"}]}


def token(key=KEY, algorithm="RS256", kid="1", **content) -> str:
    now = int(time.time())
    told = {"iss": ISSUER, "aud": AUDIENCE, "sub": "anna", "iat": now, "exp": now + 300} | content
    told = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(told, key, algorithm=algorithm, headers={"kid": kid})


def test_token_of_the_provider_is_read():
    assert verified(token(), KEYS, issuer=ISSUER, audience=AUDIENCE)["sub"] == "anna"


@pytest.mark.parametrize(
    "forged",
    [
        token(key=OTHER),
        token(kid="2"),
        token(iss="https://elsewhere.example"),
        token(aud="another-client"),
        token(exp=int(time.time()) - 300),
        token(exp=None),
        token(sub=None),
        token(key=None, algorithm="none"),
        token(key=KEYS["keys"][0]["n"], algorithm="HS256"),
        "not.a.token",
        "",
    ],
    ids=[
        "signature",
        "key",
        "issuer",
        "audience",
        "old",
        "endless",
        "nobody",
        "unsigned",
        "public key as secret",
        "junk",
        "empty",
    ],
)
def test_any_other_token_is_refused(forged):
    with pytest.raises(OAuth2Error):
        verified(forged, KEYS, issuer=ISSUER, audience=AUDIENCE)
