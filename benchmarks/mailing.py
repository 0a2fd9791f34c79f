"""E-mails rendered and handed to a mail server, beside a bare SMTP client that sends one constant mail."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from functools import partial

from golive.benchmarks.bench import Answer, Bench, Reach, Speed, alone, number, speed
from golive.benchmarks.machine import ROOT

PARAGRAPH = "<p>Spring is here again: what you liked is back, and what is new goes with it &amp; lasts.</p>\n"
HTML = f"""<html><head><title>Spring</title></head><body><h1>Dear {{{{ contact.first_name | default: "friend" }}}}</h1>
<p>You came by {{{{ contact.channel }}}} and spent {{{{ contact.history }}}}.</p>
{{% if contact.mens == 1 %}}<a href="https://shop.example/men">For men</a>{{% else %}}
<a href="https://shop.example/women">For women</a>{{% endif %}}
<a href="https://shop.example/spring?from=mail">All of it</a>
{PARAGRAPH * 20}<p>{{{{ content.address }}}} <a href="{{{{ content.unsubscribe_url }}}}">Unsubscribe</a></p></body></html>"""
CLIENT, OURS = "aiosmtplib, a constant mail", "a Golive worker, each mail rendered"
PIPELINED = "our pipelined connection alone, a constant mail"


async def measure(bench: Bench) -> Answer:
    """Mails a second and for each second of the sender's CPU."""
    answer = Answer(
        "E-mails handed to a mail server",
        "One process on a core of its own sends over one connection; a mail server that keeps nothing and PostgreSQL are on the other. Our "
        "worker renders subject, HTML and plain text for each contact, with five expressions, a condition, links to follow, a pixel and an "
        "unsubscribe link, checks consent, and writes each mail down before and after.",
        ["sender", "mails a second", "mails a second of CPU", "of the bare client"],
    )
    sink = await asyncio.create_subprocess_exec(sys.executable, "-m", "golive.benchmarks.peers.mail_sink", cwd=ROOT, stdout=subprocess.PIPE)
    assert sink.stdout is not None
    smtp = (await sink.stdout.readline()).decode().split()[-1]
    count = 500 if bench.quick else 5_000
    try:
        found = {name: await speed(bench, name, partial(alone, _client(smtp, how, count), _constant())) for name, how in _CLIENTS}
        async with bench.database() as url:
            command = [sys.executable, "-m", "golive.benchmarks.peers.mail_sender", url, smtp, str(count)]
            found[OURS] = await speed(bench, OURS, partial(alone, command, HTML))
    finally:
        sink.kill()
        await sink.wait()
    for name, each in found.items():
        answer.rows.append([name, number(each.rate), number(_per_cpu(each)), f"{_per_cpu(each) / _per_cpu(found[CLIENT]):.2f}"])
    answer.reaches.append(Reach("of the bare client, for each second of CPU", _per_cpu(found[OURS]) / _per_cpu(found[CLIENT]), 0.5))
    return answer


_CLIENTS = ((CLIENT, "aiosmtplib"), (PIPELINED, "pipelined"))


def _client(smtp: str, how: str, count: int) -> list[str]:
    return [sys.executable, "-m", "golive.benchmarks.peers.mail_client", smtp, how, str(count)]


def _constant() -> str:
    """A mail as large as ours are."""
    body = HTML.replace("\n", "\r\n")
    return f"From: ada@example.com\r\nTo: reader@example.com\r\nSubject: Spring\r\nContent-Type: text/html\r\n\r\n{body}\r\n{body}\r\n"


def _per_cpu(found: Speed) -> float:
    return 1000 / found.cpu
