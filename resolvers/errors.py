"""Errors that aren't the caller's to act on as data: each has a code, and nothing internal in its message."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class ErrorCode(StrEnum):
    """The values of `extensions.code`."""

    BAD_USER_INPUT = "BAD_USER_INPUT"
    INVALID_CURSOR = "INVALID_CURSOR"
    CURSOR_EXPIRED = "CURSOR_EXPIRED"
    NOT_FOUND = "NOT_FOUND"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    TIMEOUT = "TIMEOUT"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    UNAVAILABLE = "UNAVAILABLE"
    SLOW_CONSUMER = "SLOW_CONSUMER"
    SHUTTING_DOWN = "SHUTTING_DOWN"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    INTERNAL = "INTERNAL"


class ApiError(Exception):
    """An error with a code for `extensions.code`; `more` goes beside it."""

    def __init__(self, code: ErrorCode, message: str, **more: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.extensions = {"code": code.value, **more}


def bad_input(message: str) -> ApiError:
    """An argument that can't be."""
    return ApiError(ErrorCode.BAD_USER_INPUT, message)


def not_found(what: str) -> ApiError:
    """Unknown and foreign ids alike."""
    return ApiError(ErrorCode.NOT_FOUND, f"There is no {what} with this id in your workspace: check the id.")
