"""Puts a segment live and waits for it, then meets a refusal. GOLIVE_URL and GOLIVE_TOKEN say where, and who asks."""

import asyncio
import os

from golive_client import CreateMarketingEmailInput, CreateSegmentInput, Golive, Live, MarketingEmailSuccess, Refusal, SegmentSuccess


async def main() -> None:
    async with Golive(os.environ["GOLIVE_URL"], os.environ["GOLIVE_TOKEN"]) as golive:
        made = await golive.create_segment(CreateSegmentInput(name="Everybody", dynamicQuery="true"))
        if not isinstance(made, SegmentSuccess) or made.record is None:
            raise SystemExit(f"It was not made: {made}")
        match await golive.go_live_and_wait(made.record.id):
            case Live(record=record):
                print(f"{record.name} is {record.status_reason.value if record.status_reason else record.status.value}")
            case other:
                print(f"It didn't get live: {other}")

        mail = await golive.create_marketing_email(CreateMarketingEmailInput(name="Nothing in it yet"))
        if isinstance(mail, MarketingEmailSuccess) and mail.record:
            refused = await golive.go_live(mail.record.id)
            if isinstance(refused, Refusal):
                print(f"{mail.record.name}: {refused.code.value}, {len(refused.findings)} findings")


asyncio.run(main())
