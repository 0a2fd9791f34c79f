"""A mail as it travels: headers and two bodies in ASCII lines that end with CRLF."""

from __future__ import annotations

import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Iterable
from dataclasses import dataclass
from email.header import Header
from functools import lru_cache

from golive.models.addresses import address_problem

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_SPECIAL = re.compile(r'[()<>@,;:\\".\[\]]')
_ADDRESS = re.compile(r"[A-Za-z0-9_+=-]+(?:\.[A-Za-z0-9_+=-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")
_SHORT = 70  # characters of a header that needs no folding


@dataclass(frozen=True, slots=True)
class Body:
    """The two forms of one text."""

    html: str
    text: str


def message(headers: Iterable[tuple[str, str]], body: Body, boundary: str) -> bytes:
    """The whole mail. `headers` are encoded already; `boundary` is a word that stands in no body."""
    lines = [f"{name}: {value}" for name, value in headers]
    lines.append("MIME-Version: 1.0")
    lines.append(f'Content-Type: multipart/alternative; boundary="{boundary}"')
    head = "\r\n".join(lines).encode("utf-8")
    text, html = _part("plain", body.text), _part("html", body.html)
    edge = b"\r\n--" + boundary.encode()
    return b"".join((head, b"\r\n", edge, b"\r\n", text, edge, b"\r\n", html, edge, b"--\r\n"))


def _part(subtype: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    data = (lines if lines.endswith("\r\n") else lines + "\r\n").encode("utf-8", "replace")
    if len(data) - len(lines) < len(lines) // 6:
        encoding, coded = b"quoted-printable", b2a_qp(data, istext=True)
    else:  # a writing where most letters would take nine bytes
        raw = b64encode(data)
        encoding, coded = b"base64", b"\r\n".join(raw[at : at + 76] for at in range(0, len(raw), 76)) + b"\r\n"
    head = b"Content-Type: text/" + subtype.encode() + b'; charset="utf-8"\r\nContent-Transfer-Encoding: ' + encoding
    return head + b"\r\n\r\n" + coded


def unstructured(name: str, text: str) -> str:
    """The value of a header such as Subject: on one line where it is short and ASCII, else encoded and folded."""
    text = _CONTROL.sub(" ", text).strip()
    if text.isascii() and len(name) + len(text) < _SHORT and "=?" not in text:
        return text
    return Header(text, "utf-8", maxlinelen=75, header_name=name).encode(linesep="\r\n")


@lru_cache(maxsize=4096)
def mailbox(name: str, address: str) -> str:
    """A name with its address, as From has them."""
    name = _CONTROL.sub(" ", name).strip()
    if not name:
        return address
    if not name.isascii() or "=?" in name or len(name) > _SHORT:
        return f"{Header(name, 'utf-8', maxlinelen=75).encode(linesep=chr(13) + chr(10))} <{address}>"
    if _SPECIAL.search(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name} <{address}>"


def unfit(address: str) -> str | None:
    """Why nothing can be sent to an address, as a sentence; None for a good one. What looks plain is good at once."""
    return None if _ADDRESS.fullmatch(address) and len(address) < 255 and address.find("@") <= 64 else address_problem(address)
