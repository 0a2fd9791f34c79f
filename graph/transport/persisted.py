"""Persisted documents: named by their SHA-256 instead of sent, from a first-party list or as clients registered them."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from cachetools import LRUCache

from golive.graph.transport.request import GraphQLRequest, malformed, refused
from golive.models.settings import Settings, SettingsError
from golive.resolvers.errors import ErrorCode

ROOM = 1_000_000
"""Characters of registered documents that are remembered; of more, those that were used last."""
LEAST = 300
"""Characters that a document counts as at least."""
PREFIX = "sha256:"


class Persisted:
    """The documents that can be named. A server knows what was registered with it; clients register anew with others, as APQ has it."""

    def __init__(self, settings: Settings) -> None:
        """Raises `SettingsError` when the first-party list can't be read."""
        self._only = settings.documents_only
        self._listed = {} if settings.documents is None else _read(settings.documents)
        self._registered: LRUCache[str, str] = LRUCache(ROOM, getsizeof=lambda text: LEAST + len(text))

    def text_of(self, request: GraphQLRequest) -> str:
        """The text of the document that a request sends or names. Raises `Refused`."""
        named = _name_of(request)
        if request.query is not None:
            hash_ = _hash(request.query) if named or self._only else None
            if named and named != hash_:
                raise refused(
                    ErrorCode.BAD_USER_INPUT, "The document's SHA-256 is not the one that was sent with it: hash it as UTF-8, in hex."
                )
            if self._only and hash_ not in self._listed:
                sentence = "This server executes only the documents of its list: send one of those, or have yours added."
                raise refused(ErrorCode.BAD_USER_INPUT, sentence, persisted="NOT_ALLOWED")
            return request.query
        if named is None:
            raise malformed("There is no `query`: send a document, or name a persisted one.")
        text = self._listed.get(named)
        if text is None:
            text = self._registered.get(named)
        if text is None:
            raise refused(ErrorCode.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")  # the text that Apollo's clients look for
        return text

    def used(self, request: GraphQLRequest) -> None:
        """Remember a document that was sent together with its name, now that it is known to be good."""
        if request.query is not None and (name := _name_of(request)) and name not in self._listed:
            self._registered[name] = request.query


def _name_of(request: GraphQLRequest) -> str | None:
    """The SHA-256 by which a request names its document. Raises `Refused` for a name of another kind."""
    if request.document_id is not None:
        if not request.document_id.startswith(PREFIX):
            raise refused(ErrorCode.BAD_USER_INPUT, "`documentId` must be sha256: and the document's SHA-256 in hex.")
        return request.document_id.removeprefix(PREFIX).lower()
    given: Any = request.extensions.get("persistedQuery")
    if given is None:
        return None
    if not isinstance(given, dict) or given.get("version") != 1 or not isinstance(given.get("sha256Hash"), str):
        raise refused(ErrorCode.BAD_USER_INPUT, '`extensions.persistedQuery` must be {"version": 1, "sha256Hash": "…"}.')
    return str(given["sha256Hash"]).lower()


def _hash(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()


def _read(path: Path) -> dict[str, str]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError([f"GOLIVE_DOCUMENTS names {path}, which can't be read as JSON: {error}."]) from error
    if not isinstance(listed, dict) or not all(isinstance(text, str) for text in listed.values()):
        raise SettingsError([f'GOLIVE_DOCUMENTS names {path}, which must be one JSON object {{"SHA-256": "document", …}}.'])
    if wrong := next((name for name, text in listed.items() if name.lower() != _hash(text)), None):
        raise SettingsError([f"GOLIVE_DOCUMENTS names {path}, where {wrong[:64]!r} isn't the SHA-256, in hex, of its document's UTF-8."])
    return {name.lower(): text for name, text in listed.items()}
