"""A bare SMTP client that sends one constant mail again and again: `python -m golive.benchmarks.peers.mail_client URL HOW NUMBER`.

HOW is `aiosmtplib`, a command at a time, or `pipelined`, as our worker hands mails over. Standard input is the mail.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

import aiosmtplib
import uvloop

from golive.live.mail.smtp import Envelope, Fate, Relay

SENDER, RECIPIENT = "ada@example.com", "reader@example.com"


async def main(url: str, how: str, number: int) -> None:
    """Send, and print how long it took."""
    mail = sys.stdin.buffer.read()
    if how == "pipelined":
        relay = await Relay.connect(url)
    else:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=int(url.rpartition(":")[2]))
        await client.connect()
    began, used = time.perf_counter(), time.process_time()
    if how == "pipelined":
        outcomes = await relay.deliver([Envelope(SENDER, RECIPIENT, mail)] * number)
        assert all(outcome.fate is Fate.SENT for outcome in outcomes)
    else:
        for _ in range(number):
            await client.sendmail(SENDER, [RECIPIENT], mail)
    print(json.dumps({"answers": number, "seconds": time.perf_counter() - began, "cpu": time.process_time() - used}))
    await asyncio.sleep(0)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
