"""Who calls: API tokens and JWTs against a real database and a real address of keys, and the first administrator's way in."""

from __future__ import annotations

import asyncio
import base64
import hmac
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from sqlalchemy import func, select, update
from starlette.applications import Starlette

from golive.graph import auth, keys
from golive.graph.auth import Authenticator
from golive.graph.dashboard import dashboard_routes
from golive.graph.signin import SignIn, ensure_admin_token
from golive.lifecycles.words import Role
from golive.models import jsonb
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.workspace import Token, new_token
from golive.resolvers.context import Viewer
from golive.resolvers.errors import ApiError

ISSUER, AUDIENCE = "https://id.example.com", "golive"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS: dict[str, Any] = {
    "RS256": RSA,
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}


def jwk(algorithm: str, key: Any, kid: str) -> dict[str, Any]:
    """The public half of a key as an issuer publishes it."""
    made: dict[str, Any] = jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key(), as_dict=True)
    return {**made, "kid": kid, "alg": algorithm, "use": "sig"}


class Issuer:
    """A server of keys that can be changed, be broken and count its visitors."""

    def __init__(self) -> None:
        self.published: Any = {"keys": [jwk(algorithm, key, algorithm) for algorithm, key in KEYS.items()]}
        self.status = 200
        self.visits = 0
        issuer = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.visits += 1
                self.send_response(issuer.status)
                self.end_headers()
                self.wfile.write(jsonb.dumps(issuer.published).encode())

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    yield issuer
    issuer.server.shutdown()
    issuer.server.server_close()


@pytest.fixture
def with_jwt(issuer: Issuer) -> Settings:
    return Settings.model_construct(jwt_issuer=ISSUER, jwt_audience=AUDIENCE, jwt_jwks_url=issuer.url)


def signed(algorithm: str = "RS256", key: Any = None, kid: str | None = None, without: str = "", **claims: Any) -> str:
    """An `Authorization` with a JWT that fits, save for what is given."""
    fitting = {
        "iss": ISSUER, "aud": AUDIENCE, "exp": datetime.now(UTC) + timedelta(minutes=5), "sub": "ada@example.com",
        "golive_workspace": "first", "golive_role": "EDITOR", **claims,
    }  # fmt: skip
    fitting.pop(without, None)
    return "Bearer " + jwt.encode(fitting, key or KEYS[algorithm], algorithm, headers={"kid": kid or algorithm})


async def stored(database: Database, workspace: UUID, role: Role = Role.EDITOR, expires: timedelta | None = None) -> tuple[Token, str]:
    """A token in the database and its secret."""
    token, secret = new_token(workspace, "robot", role, None, datetime.now(UTC) + expires if expires is not None else None)
    async with database.system() as session:
        session.add(token)
    return token, secret


async def refusal(authenticator: Authenticator, authorization: str | None) -> ApiError:
    """The error that this value of `Authorization` gives."""
    with pytest.raises(ApiError) as caught:
        await authenticator.authenticate(authorization)
    return caught.value


async def test_a_token_tells_its_name_role_and_workspace(settings: Settings, database: Database, workspace: UUID) -> None:
    token, secret = await stored(database, workspace, Role.PUBLISHER, timedelta(hours=1))
    viewer = await Authenticator(settings, database).authenticate(f"bearer  {secret} ")
    assert viewer == Viewer("robot", Role.PUBLISHER, workspace, "first", token.id, token.expires_at)


@pytest.mark.parametrize(
    "sent",
    [None, "", "Bearer", "Bearer  ", "Basic YTpi", "golive_x", "Bearer golive_no", "Bearer \0", "Bearer \ud800", "Bearer a.b.c"],
)
async def test_whatever_is_no_known_token_is_refused_in_a_sentence(settings: Settings, database: Database, sent: str | None) -> None:
    error = await refusal(Authenticator(settings, database), sent)
    assert error.code == "UNAUTHENTICATED"
    assert error.message.endswith(".")


async def test_a_token_longer_than_tokens_are_is_refused_unread(settings: Settings, database: Database) -> None:
    assert (await refusal(Authenticator(settings, database), "Bearer " + "x" * 1_000_000)).code == "UNAUTHENTICATED"


async def test_a_revoked_token_is_refused_when_the_moment_of_remembering_is_over(
    settings: Settings, database: Database, workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert auth.REMEMBERED <= 2.5  # with a look every two seconds at subscribers, they end within five
    monkeypatch.setattr(auth, "REMEMBERED", 0.0)
    token, secret = await stored(database, workspace)
    authenticator = Authenticator(settings, database)
    viewer = await authenticator.authenticate(f"Bearer {secret}")
    assert await authenticator.revoked([viewer]) == []
    async with database.system() as session:
        await session.execute(update(Token).where(Token.id == token.id).values(revoked_at=func.now()))
    assert (await refusal(authenticator, f"Bearer {secret}")).code == "UNAUTHENTICATED"
    assert await authenticator.revoked([viewer]) == [viewer]


async def test_an_expired_token_is_refused_and_no_longer_counts(settings: Settings, database: Database, workspace: UUID) -> None:
    token, secret = await stored(database, workspace, expires=timedelta(seconds=-1))
    authenticator = Authenticator(settings, database)
    assert (await refusal(authenticator, f"Bearer {secret}")).code == "UNAUTHENTICATED"
    viewer = Viewer("robot", Role.EDITOR, workspace, "first", token.id, token.expires_at)
    assert await authenticator.revoked([viewer]) == [viewer]


async def test_a_database_that_is_away_is_told_as_unavailable(settings: Settings, database_url: str, workspace: UUID) -> None:
    away = Database(database_url.replace("host=", "host=/nowhere"), settings)
    authenticator = Authenticator(settings, away)
    assert (await refusal(authenticator, "Bearer golive_x")).code == "UNAVAILABLE"
    with pytest.raises(ApiError) as caught:
        await authenticator.revoked([Viewer("robot", Role.EDITOR, workspace, "first", uuid4())])
    assert caught.value.code == "UNAVAILABLE"
    await away.close()


@pytest.mark.parametrize("algorithm", list(KEYS))
async def test_a_jwt_tells_its_subject_role_and_workspace(algorithm: str, with_jwt: Settings, database: Database, workspace: UUID) -> None:
    viewer = await Authenticator(with_jwt, database).authenticate(signed(algorithm))
    assert (viewer.name, viewer.role, viewer.workspace_id, viewer.workspace) == ("ada@example.com", Role.EDITOR, workspace, "first")
    assert viewer.expires_at is not None
    assert timedelta(minutes=4) < viewer.expires_at - datetime.now(UTC) <= timedelta(minutes=5)


def signed_with_the_public_key() -> str:
    """By HS256, with the text of the public key as its secret: servers that trust the header's `alg` take it."""
    public = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    content = signed().removeprefix("Bearer ").split(".")[1]
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"RS256","typ":"JWT"}').decode().rstrip("=")
    mark = base64.urlsafe_b64encode(hmac.digest(public, f"{head}.{content}".encode(), "sha256")).decode().rstrip("=")
    return f"Bearer {head}.{content}.{mark}"


def changed_after_signing() -> str:
    """The claims of one JWT with the signature of another."""
    return ".".join(signed(golive_role="ADMIN").split(".")[:2] + signed().split(".")[2:])


FORGED = {
    "another key": lambda: signed(key=rsa.generate_private_key(public_exponent=65537, key_size=2048)),
    "no signature": lambda: "Bearer " + jwt.encode({}, "", "none", headers={"kid": "RS256"}),
    "the public key as a secret": signed_with_the_public_key,
    "an algorithm of another key": lambda: signed("ES256", kid="RS256"),
    "an algorithm that isn't taken": lambda: signed("RS512", key=RSA, kid="RS256"),
    "another issuer": lambda: signed(iss="https://evil.example.com"),
    "another audience": lambda: signed(aud="others"),
    "its end past": lambda: signed(exp=datetime.now(UTC) - timedelta(seconds=1)),
    "not valid yet": lambda: signed(nbf=datetime.now(UTC) + timedelta(minutes=1)),
    "no end": lambda: signed(without="exp"),
    "no workspace": lambda: signed(without="golive_workspace"),
    "no role": lambda: signed(without="golive_role"),
    "an unknown workspace": lambda: signed(golive_workspace="nowhere"),
    "a workspace that no name is": lambda: signed(golive_workspace="first\0"),
    "a workspace that isn't text": lambda: signed(golive_workspace=["first"]),
    "an unknown role": lambda: signed(golive_role="OWNER"),
    "a role that isn't text": lambda: signed(golive_role=["ADMIN"]),
    "a subject that can't be stored": lambda: signed(sub="a\0b"),
    "changed claims": changed_after_signing,
}


@pytest.mark.parametrize("how", FORGED)
async def test_a_jwt_that_does_not_fit_is_refused(how: str, with_jwt: Settings, database: Database, workspace: UUID) -> None:
    error = await refusal(Authenticator(with_jwt, database), FORGED[how]())
    assert error.code == "UNAUTHENTICATED"
    assert error.message.endswith(".")


async def test_a_jwt_is_refused_where_no_issuer_is_set(settings: Settings, database: Database, workspace: UUID) -> None:
    assert "API token" in (await refusal(Authenticator(settings, database), signed())).message


async def test_a_new_key_of_the_issuer_is_found(
    with_jwt: Settings, database: Database, workspace: UUID, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "PAUSE", 0.0)
    authenticator = Authenticator(with_jwt, database)
    await authenticator.authenticate(signed())
    new = ec.generate_private_key(ec.SECP256R1())
    issuer.published = {"keys": [jwk("ES256", new, "new")]}
    assert (await authenticator.authenticate(signed("ES256", key=new, kid="new"))).name == "ada@example.com"


async def test_unknown_keys_do_not_make_us_ask_the_issuer_again_and_again(
    with_jwt: Settings, database: Database, workspace: UUID, issuer: Issuer
) -> None:
    authenticator = Authenticator(with_jwt, database)
    forged = [signed(kid=f"unknown{number}") for number in range(20)]
    errors = await asyncio.gather(*(refusal(authenticator, each) for each in forged))
    assert {error.code for error in errors} == {"UNAUTHENTICATED"}
    assert issuer.visits == 1


@pytest.mark.parametrize("published", [[], {}, {"keys": []}, {"keys": "none"}, "no keys"])
async def test_an_issuer_whose_keys_cannot_be_read_is_told_as_unavailable(
    published: Any, with_jwt: Settings, database: Database, workspace: UUID, issuer: Issuer
) -> None:
    issuer.published = published
    assert (await refusal(Authenticator(with_jwt, database), signed())).code == "UNAVAILABLE"


async def test_an_issuer_that_is_away_shuts_nobody_out_whose_key_is_known(
    with_jwt: Settings, database: Database, workspace: UUID, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "PAUSE", 0.0)
    monkeypatch.setattr(keys, "FRESH", 0.0)
    authenticator = Authenticator(with_jwt, database)
    issuer.status = 503
    assert (await refusal(authenticator, signed())).code == "UNAVAILABLE"
    issuer.status = 200
    await authenticator.authenticate(signed())
    issuer.status = 503
    assert (await authenticator.authenticate(signed(sub="bob"))).name == "bob"
    assert (await refusal(authenticator, signed(kid="unknown"))).code == "UNAVAILABLE"


async def test_the_first_start_writes_an_administrators_token_that_only_its_user_reads(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    secret = await ensure_admin_token(database, tmp_path)
    file = tmp_path / "admin-token"
    assert secret == file.read_text().strip()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    viewer = await Authenticator(settings, database).authenticate(f"Bearer {secret}")
    assert (viewer.role, viewer.workspace) == (Role.ADMIN, "default")


async def test_a_token_file_that_was_taken_away_is_not_written_again(database: Database, tmp_path: Path) -> None:
    await ensure_admin_token(database, tmp_path)
    (tmp_path / "admin-token").unlink()
    assert await ensure_admin_token(database, tmp_path) is None
    assert not (tmp_path / "admin-token").exists()


async def test_two_first_starts_at_once_make_one_token(database: Database, tmp_path: Path) -> None:
    made = await asyncio.gather(ensure_admin_token(database, tmp_path), ensure_admin_token(database, tmp_path))
    async with database.system() as session:
        assert await session.scalar(select(func.count()).select_from(Token)) == 1
    assert [secret for secret in made if secret] == [(tmp_path / "admin-token").read_text().strip()]


async def test_the_sign_in_link_gives_the_token_once_and_not_to_those_who_only_look() -> None:
    page = SignIn("golive_secret")
    transport = httpx.ASGITransport(Starlette(routes=[*dashboard_routes(), page.route()]))
    async with httpx.AsyncClient(transport=transport, base_url="http://golive") as client:
        link = f"/signin?code={page.code}"
        for wrong in ("/signin", "/signin?code=wrong", "/signin?code=%ff"):
            answered = await client.post(wrong)
            assert (answered.status_code, "golive_secret" in answered.text) == (410, False)
        looked = await client.get(link)
        assert (looked.status_code, "golive_secret" in looked.text) == (200, False)
        shown = await client.post(link)
        assert (shown.status_code, shown.json(), shown.headers["cache-control"]) == (200, {"token": "golive_secret"}, "no-store")
        assert (await client.post(link)).status_code == 410
