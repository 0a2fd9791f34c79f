"""Puts a segment live and waits for it, then meets a refusal. API_URL and API_TOKEN say where, and who asks."""

import asyncio
import os

from golive_client import (
    CreateMarketingEmailInput,
    CreateSegmentInput,
    Failed,
    Golive,
    Live,
    MarketingEmailSuccess,
    Refusal,
    SegmentSuccess,
)


async def launch(golive: Golive, id: str) -> None:
    match await golive.go_live_and_wait(id):
        case Live(record=record):
            print(f"{record.name} is live since {record.live_since}")
        case Failed(record=record, error=error):
            print(f"{record.name} isn't live: {error}")
        case Refusal(code=code, message=message, findings=findings):
            print(f"{code.value}: {message}", *(f"- {each.message}" for each in findings), sep="\n")
        case other:
            print(f"What a newer server says: {other.typename__}")


async def main() -> None:
    async with Golive(os.environ["API_URL"], os.environ["API_TOKEN"]) as golive:
        segment = await golive.create_segment(CreateSegmentInput(name="Everybody", dynamicQuery="true"))
        if isinstance(segment, SegmentSuccess) and segment.record:
            await launch(golive, segment.record.id)
        mail = await golive.create_marketing_email(CreateMarketingEmailInput(name="Nothing in it yet"))
        if isinstance(mail, MarketingEmailSuccess) and mail.record:
            await launch(golive, mail.record.id)


asyncio.run(main())
