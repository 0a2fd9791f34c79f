"""Settings: the environment variables `GOLIVE_*`, typed, and refused by name when one is unknown or wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "GOLIVE_"
# Not settings of the server: where the command line keeps its data, and what only tests read.
OTHER_VARIABLES = {"GOLIVE_DATA", "GOLIVE_HILLSTROM"}
TEST_PREFIX = "GOLIVE_TEST_"


class SettingsError(Exception):
    """One or more settings are wrong. `problems` has a sentence for each: the name, what is wrong, what would do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _url(*schemes: str, example: str) -> AfterValidator:
    def check(text: str) -> str:
        try:
            parts = urlsplit(text)
            parts.port  # noqa: B018  (reading it raises for a port that is no number)
        except ValueError as error:
            raise ValueError(f"is not a URL ({error}); write it like {example}") from error
        if parts.scheme not in schemes:
            raise ValueError(f"must start with {' or '.join(f'{scheme}://' for scheme in schemes)}, like {example}")
        if parts.scheme.startswith("http") and not parts.hostname:
            raise ValueError(f"names no host; write it like {example}")
        return text.rstrip("/") if parts.scheme.startswith("http") else text

    return AfterValidator(check)


def _longer_than_nothing(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError("must be longer than nothing, like PT5M, P30D or PT2S")
    return value


Duration = Annotated[timedelta, AfterValidator(_longer_than_nothing)]
WebUrl = Annotated[str, _url("http", "https", example="https://golive.example.com")]


def _listed(value: object) -> object:
    return [each for each in re.split(r"[\s,]+", value.lower()) if each] if isinstance(value, str) else value


def _an_origin(text: str) -> str:
    parts = urlsplit(text)
    if text != f"{parts.scheme}://{parts.netloc}" or "@" in text:
        raise ValueError("must be origins, with neither path nor user, like https://app.example.com")
    return text


Origins = Annotated[
    tuple[Annotated[str, _url("http", "https", example="https://app.example.com"), AfterValidator(_an_origin)], ...],
    NoDecode,
    BeforeValidator(_listed),
]


def _a_network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError as error:
        raise ValueError(f"must be networks, like 10.0.0.0/8 or fd00::/8 ({error})") from error


Networks = Annotated[tuple[Annotated[str, AfterValidator(_a_network)], ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """What can be set, with defaults. `Settings.load()` reads the environment; a test may also pass values directly."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    database_url: Annotated[str, _url("postgresql", "postgres", example="postgresql://user:password@host:5432/golive")] | None = Field(
        None, repr=False, description="PostgreSQL 15 or later to store in; unset: an embedded one in the data directory"
    )
    broadcast_url: (
        Annotated[str, _url("postgresql", "postgres", "redis", "rediss", "kafka", "memory", example="redis://host:6379")] | None
    ) = Field(None, repr=False, description="What tells other processes about changes; unset: the database")
    smtp_url: Annotated[str, _url("smtp", "smtps", example="smtp://user:password@host:587")] | None = Field(
        None, repr=False, description="The mail server that takes outgoing mail; unset: mails land in the outbox, and none leaves"
    )
    public_url: WebUrl = Field(
        "http://127.0.0.1:8000",
        description="Where this server is reached; links in mail start with it; unset: `golive serve`'s own address",
    )
    site_url: WebUrl | None = Field(
        None, description="Another origin for what marketers publish, away from the dashboard's; unset: the public URL"
    )
    origins: Origins = Field((), description="Origins of web pages that may call the API from a browser, separated by commas")
    private_destinations: Networks = Field((), description="Private networks that webhooks of journeys may reach, separated by commas")
    jwt_issuer: str | None = Field(None, description="Who signs accepted JWTs (claim iss); unset: no JWT is accepted")
    jwt_audience: str | None = Field(None, description="Whom accepted JWTs are for (claim aud)")
    jwt_jwks_url: WebUrl | None = Field(None, description="Where the issuer publishes its keys (RS256, ES256, EdDSA)")

    expire_after: Duration = Field(
        timedelta(days=30), description="A stopped customer journey expires this long after its stop or its end date"
    )
    pause_limit: Duration = Field(timedelta(days=21), description="A real-time journey that is paused for this long is stopped")
    going_live_deadline: Duration = Field(timedelta(minutes=5), description="Going live that takes longer ends in Error")
    going_live_attempts: int = Field(
        5, ge=1, le=100, description="How often going live may break off, as when its worker dies, before it ends in Error"
    )
    retry_first: Duration = Field(timedelta(seconds=1), description="Pause before the first retry of a job; each next one is twice as long")
    log_retention: Duration = Field(timedelta(days=90), description="How long changes stay readable by subscribers that resume")

    pool_size: int = Field(10, ge=1, le=1000, description="Database connections that serve requests, per process")
    pool_timeout: Duration = Field(timedelta(seconds=5), description="How long a request waits for a free database connection")
    statement_timeout: Duration = Field(timedelta(seconds=30), description="A database statement that takes longer is ended")
    execution_deadline: Duration = Field(timedelta(seconds=30), description="A query or mutation that takes longer is ended")
    worker_jobs: int = Field(20, ge=2, le=1000, description="Jobs that one worker process runs at the same time")
    job_heartbeat: Duration = Field(timedelta(seconds=8), description="Jobs of a worker that is silent for this long go to another")

    body_bytes: int = Field(10_000_000, ge=1_000, description="Bytes of a request's body")
    answer_bytes: int = Field(10_000_000, ge=10_000, description="Bytes of an answer, and of each result of a stream")
    operations_per_caller: int = Field(
        64, ge=1, le=100_000, description="Queries and mutations of one token or JWT subject under way at the same time, per process"
    )
    request_bytes_per_caller: int = Field(
        50_000_000, ge=1_000, description="Bytes of the requests of one token or JWT subject under way, per process; one body at least"
    )
    sockets_per_caller: int = Field(
        10_000, ge=1, le=1_000_000, description="WebSockets and event streams of one token or JWT subject, per process"
    )
    operations_per_socket: int = Field(100, ge=1, le=10_000, description="Operations under way over one WebSocket")
    message_bytes: int = Field(1_000_000, ge=1_000, description="Bytes of a message over a WebSocket")
    send_buffer: int = Field(1_000_000, ge=10_000, description="Bytes that may wait for a subscriber who doesn't read")
    send_deadline: Duration = Field(timedelta(seconds=10), description="A subscriber who takes nothing for this long is disconnected")

    json_depth: int = Field(64, ge=8, le=500, description="Nesting of arrays and objects in what is sent")
    values: int = Field(40_000, ge=100, description="Values in the JSON that is sent, and in an operation's arguments; objects twice")
    document_length: int = Field(100_000, ge=1_000, le=500_000, description="Characters of a document")
    tokens: int = Field(3_000, ge=100, le=100_000, description="Tokens of a document")
    depth: int = Field(20, ge=5, le=100, description="Nesting of fields in a document, fragments spread")
    aliases: int = Field(200, ge=1, description="Aliases in a document, fragments spread")
    directives: int = Field(200, ge=1, description="Directives in a document, fragments spread")
    fields: int = Field(5_000, ge=100, le=100_000, description="Fields and fragments in a document, fragments spread")
    root_fields: int = Field(50, ge=1, description="Fields of a query or mutation itself")
    comparisons: int = Field(20_000, ge=100, description="Comparisons of fields that share a name in a document's answer")
    cost: int = Field(50_000, ge=100, description="Objects that an answer could have, were every page full")
    documents: Path | None = Field(None, description="A JSON file of persisted documents by their SHA-256")
    documents_only: bool = Field(False, description="Execute persisted documents of that file and nothing else")

    development: bool = Field(False, description="For developers: introspection, suggestions, and GraphiQL at /graphiql")
    log_format: Literal["auto", "console", "json"] = Field("auto", description="auto: console on a terminal, else JSON lines")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least severe log lines that are written")

    @model_validator(mode="after")
    def _jwt_is_set_whole(self) -> Self:
        given = [self.jwt_issuer, self.jwt_audience, self.jwt_jwks_url]
        if any(given) and not all(given):
            raise ValueError("GOLIVE_JWT_ISSUER, GOLIVE_JWT_AUDIENCE and GOLIVE_JWT_JWKS_URL go together: set all three or none")
        return self

    @model_validator(mode="after")
    def _only_documents_that_are_named(self) -> Self:
        if self.documents_only and self.documents is None:
            raise ValueError("GOLIVE_DOCUMENTS_ONLY needs GOLIVE_DOCUMENTS: name the file of the documents that are allowed")
        return self

    @classmethod
    def load(cls, **values: Any) -> Self:
        """Settings from the environment, `values` (by field name) going first; raises `SettingsError` with every problem."""
        problems = [_unknown(name) for name in sorted(os.environ) if not _is_known(name)]
        try:
            settings = cls(**values)
        except ValidationError as error:
            problems += [_sentence(dict(problem)) for problem in error.errors()]
        if problems:
            raise SettingsError(problems)
        return settings

    def describe(self) -> list[Description]:
        """Every setting as it stands, for people: durations as ISO 8601, passwords masked."""
        return [
            Description(
                name=variable(name),
                value=_shown(getattr(self, name)),
                default=_shown(field.default),
                description=field.description or "",
            )
            for name, field in type(self).model_fields.items()
        ]


@dataclass(frozen=True)
class Description:
    """A setting for people: `name` is the variable's, an unset value or default is an empty text."""

    name: str
    value: str
    default: str
    description: str


def variable(field: str) -> str:
    """The environment variable of a field of `Settings`."""
    return PREFIX + field.upper()


def _is_known(name: str) -> bool:
    if not name.upper().startswith(PREFIX) or name in OTHER_VARIABLES or name.startswith(TEST_PREFIX):
        return True
    return name.upper() in _variables()


def _variables() -> Iterable[str]:
    return [variable(field) for field in Settings.model_fields]


def _unknown(name: str) -> str:
    likely = get_close_matches(name.upper(), _variables(), n=1)
    hint = f"Did you mean {likely[0]}? If not, unset it" if likely else "Unset it"
    return f"{name} is not a setting of Golive. {hint}; `golive settings` lists all."


def _sentence(problem: dict[str, Any]) -> str:
    location, message = problem["loc"], problem["msg"].removeprefix("Value error, ")
    if not location:
        return f"{message}."
    name = variable(str(location[0]))
    if problem["type"] == "time_delta_parsing":
        message = "is no duration; write ISO 8601, like PT5M, P30D or PT2S"
    elif problem["type"] != "value_error":
        message = message.replace("Input should be", "must be").replace("a valid", "a").replace("Extra inputs are", "is")
    return f"{name} {message} (it is {_mask(str(problem['input']))!r})."


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, timedelta):
        return str(TypeAdapter(timedelta).dump_python(value, mode="json"))
    if isinstance(value, tuple):
        return ", ".join(value)
    return _mask(str(value))


def _mask(text: str) -> str:
    """`text` without the password that a URL may carry before its host or in its query."""
    text = re.sub(r"(?<=://)([^/@]*?):([^/]*)@", r"\1:***@", text)
    return re.sub(r"(?i)(password=)[^&]*", r"\1***", text)
