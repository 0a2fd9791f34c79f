"""Where a mail's links and its open pixel are: marked once in the design, filled in for each mail."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from html import escape, unescape
from uuid import UUID

from golive.models.mail.links import LinkKind, Signer, is_followed
from golive.models.templates.scan import shield

_VALUE = r"""(?:"[^"]{0,8000}+"|'[^']{0,8000}+')"""
_OTHER = rf"""(?:\s++(?!href\b)[^\s<>/="']++(?:\s*+=\s*+(?:{_VALUE}|[^\s"'<>]++))?+)"""
_HREF = re.compile(rf"(<a(?:rea)?{_OTHER}{{0,50}}+\s++href\s*+=\s*+)({_VALUE})", re.IGNORECASE)
_END = re.compile(r"</body\s*>", re.IGNORECASE)
_OWN = "content.unsubscribe_url"


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands for links in a marked design: a word that no text can know, then what it is."""

    word: str
    urls: tuple[str, ...]
    pattern: re.Pattern[str]

    def fill(self, text: str, signer: Signer, mail_id: UUID, *, html: bool) -> str:
        """The rendered text with its links and its pixel."""
        if self.word not in text:
            return text
        return self.pattern.sub(lambda found: self._filled(found, signer, mail_id, html), text)

    def _filled(self, found: re.Match[str], signer: Signer, mail_id: UUID, html: bool) -> str:
        number, rendered = found.groups()
        if number is not None:
            return signer.link(LinkKind.CLICK, mail_id, self.urls[int(number)])
        if rendered is not None:
            url = (unescape(rendered) if html else rendered).strip()
            return signer.link(LinkKind.CLICK, mail_id, url) if is_followed(url) else rendered
        return f'<img src="{escape(signer.link(LinkKind.OPEN, mail_id))}" width="1" height="1" alt="">' if html else ""


def mark(design: str) -> tuple[str, Marks]:
    """The design (HTML with its Liquid) with marks for links and pixel. Raises TemplateError for Liquid that isn't closed.

    An address without Liquid is known now. One with Liquid is looked at when it is rendered: only what leads to another
    server is followed, and the unsubscribe link never is.
    """
    word = "lk" + secrets.token_hex(8)
    shielded, restore = shield(design)
    urls: list[str] = []

    def marked(found: re.Match[str]) -> str:
        quote, value = found[2][0], found[2][1:-1]
        written = restore(value)
        if written != value:
            inner = value if _OWN in written else f"{word}b{value}{word}e"
        elif is_followed(url := unescape(value).strip()):
            urls.append(url)
            inner = f"{word}c{len(urls) - 1}z"
        else:
            inner = value
        return f"{found[1]}{quote}{inner}{quote}"

    text = _HREF.sub(marked, shielded)
    ends = list(_END.finditer(text))
    place = ends[-1].start() if ends else len(text)
    text = f"{text[:place]}{word}p{text[place:]}"
    return restore(text), Marks(word, tuple(urls), re.compile(rf"{word}(?:c(\d+)z|b(.*?){word}e|p)", re.DOTALL))
