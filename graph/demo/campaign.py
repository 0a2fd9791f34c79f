"""The second half of the play: the campaign of the Hillstrom file as it happened, three arms, two e-mails, and what customers did then."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from golive.graph.demo.arms import CONTROL, GRADES, MEN, POINTS, SALES_READY, WOMEN, Arm, Campaign
from golive.graph.demo.client import PATIENCE, Client, Json, Surprise, following
from golive.graph.demo.launch import Launch, Teller
from golive.graph.demo.mailbox import Mailbox
from golive.lifecycles.words import Action

PARTS = {MEN: "men", WOMEN: "women", CONTROL: "control"}
SUBJECTS = {MEN: "New for men this week", WOMEN: "New for women this week"}
BODY = "<p>Dear customer, see what is new.</p><p>{{ content.address }} <a href='{{ content.unsubscribe_url }}'>Unsubscribe</a></p>"
AT_ONCE = 1_000  # events in a request
CURRENCY = "USD"

BUILDING = "subscription($id: ID!) { progressChanged(id: $id) { done total } }"
MEMBERS = "query($id: ID!) { record(id: $id) { ... on Segment { memberCount } } }"
PROGRESS = """subscription($id: ID!) { journeyProgressChanged(id: $id) { versions { people { inside exited }
  steps { stepId entered waiting passed failed exited } } } }"""
TRACK = "mutation($events: [TrackEventInput!]!) { trackEvents(events: $events) { __typename ... on GuardError { message } } }"
CONVERTED = """query($id: ID!, $after: String) { record(id: $id) { ... on RealTimeJourney {
  passages(status: EXITED, first: 100, after: $after) { pageInfo { endCursor hasNextPage } nodes { reason
    path(last: 1) { nodes { stepId } } contact { events(name: "conversion", first: 10) { nodes { properties } } } } } } } }"""
GRADED = "query($id: ID!) { record(id: $id) { ... on LeadScoringModel { leadCounts { grade count salesReady } } } }"
IMPACT = "query($id: ID!) { impact(id: $id, action: STOP) { peopleInside queued } }"
SIMULATE = "query($id: ID!) { simulateJourney(id: $id, first: 1) { wouldEnter entered mails { stepId sent count } ends { stepId count } } }"


@dataclass(frozen=True)
class Result:
    """What came of one arm, as the server tells it."""

    sent: int
    without_mail: int
    converted: int
    spend: Decimal


async def play_campaign(client: Client, happened: Campaign, box: Mailbox, settings: str, teller: Teller) -> Mapping[str, Result]:
    """Play it in a workspace that has the file's customers as leads, and live content settings with this id; mails go to `box`.

    Returns what came of each arm. Raises `Surprise` where anything differs from the file.
    """
    async with following(client, teller.pushed) as feed:
        launch = Launch(client, feed, teller, {"settings": settings}, {"settings": "ContentSettings"})
        await _draft(launch)
        await _go_live(launch, happened)
        await _rate(launch, happened)
        await _send(launch, happened, box)
        await _tell(launch, happened)
        found = await _count(launch, happened, box)
        await _end(launch, happened)
        return found


async def _draft(launch: Launch) -> None:
    launch.teller.chapter("A campaign: men's and women's merchandise by e-mail, and a control group")
    for name, part in PARTS.items():
        await launch.create(part, "Segment", f"Campaign: {part}", segmentType="DYNAMIC", dynamicQuery=f'contact.segment == "{name}"')
    for name, subject in SUBJECTS.items():
        design = {"format": "HTML", "source": BODY}
        sender = {"fromName": "Shop", "fromAddress": "shop@example.com"}
        await launch.create(f"{PARTS[name]}'s mail", "MarketingEmail", subject, subject=subject, design=design, **sender)
    conditions = [{"condition": f"contact.{column} {how} {bound}", "points": points} for column, how, bound, points in POINTS]
    grades = [{"name": name, "from": low, "to": high} for name, low, high in GRADES]
    rating = {"conditions": conditions, "grades": grades, "salesReadyScore": SALES_READY}
    await launch.create("rating", "LeadScoringModel", "Recency and value", **rating)
    await launch.create(
        "campaign", "RealTimeJourney", "Merchandise by e-mail", contentSettingsId=launch.ids["settings"], timeZone="UTC",
        entry={"segment": {"segmentIds": [launch.ids[part] for part in PARTS.values()]}},
        exitRules=['events("conversion", "P14D").exists()'], steps=_steps(launch),
    )  # fmt: skip


def _steps(launch: Launch) -> list[Json]:
    groups = [{"name": part, "segmentId": launch.ids[part], "next": f"mail {part}"} for part in ("men", "women")]
    steps: list[Json] = [{"segmentGroup": {"id": "arms", "branches": [*groups, {"name": "other", "next": "watch control"}]}}]
    for part in ("men", "women"):
        steps.append({"sendEmail": {"id": f"mail {part}", "emailId": launch.ids[f"{part}'s mail"], "next": f"watch {part}"}})
    return [*steps, *({"wait": {"id": f"watch {part}", "duration": "P14D"}} for part in PARTS.values())]


async def _go_live(launch: Launch, happened: Campaign) -> None:
    for name, part in PARTS.items():
        await launch.act(Action.GO_LIVE, part, "LIVE")
        await launch.client.follow_to_end(BUILDING, id=launch.ids[part])
        members = (await launch.client.execute(MEMBERS, id=launch.ids[part]))["record"]["memberCount"]
        _same(f"members of “Campaign: {part}”", members, len(happened.arms[name].customers))
    for name in SUBJECTS:
        await launch.act(Action.GO_LIVE, f"{PARTS[name]}'s mail", "LIVE")
    launch.teller.asks("simulateJourney “Merchandise by e-mail”")
    foreseen = (await launch.client.execute(SIMULATE, id=launch.ids["campaign"]))["simulateJourney"]
    _same("contacts that would enter", foreseen["wouldEnter"], sum(len(arm.customers) for arm in happened.arms.values()))
    launch.teller.learns(f"{foreseen['wouldEnter']:,} would enter; it was played with {foreseen['entered']:,}, and nothing was stored")


async def _rate(launch: Launch, happened: Campaign) -> None:
    await launch.act(Action.GO_LIVE, "rating", "GOING_LIVE", "LIVE")
    launch.teller.asks("leadCounts of “Recency and value”")
    counts = (await launch.client.execute(GRADED, id=launch.ids["rating"]))["record"]["leadCounts"]
    _same("leads by grade", {each["grade"]: each["count"] for each in counts}, dict(happened.grades))
    _same("leads that are ready for sales", sum(each["salesReady"] for each in counts), happened.sales_ready)
    launch.teller.learns(", ".join(f"{each['count']:,} {each['grade']}" for each in counts) + f"; {happened.sales_ready:,} ready for sales")


async def _send(launch: Launch, happened: Campaign, box: Mailbox) -> None:
    await launch.act(Action.GO_LIVE, "campaign", "PUBLISHING", "LIVE")
    launch.teller.asks("journeyProgressChanged of “Merchandise by e-mail”, until everybody waits")
    wanted = {f"watch {part}": len(happened.arms[name].customers) for name, part in PARTS.items()}
    steps = await _follow(launch, lambda steps: {step: steps[step]["waiting"] for step in wanted} == wanted)
    for name in SUBJECTS:
        _same(f"passed “mail {PARTS[name]}”", steps[f"mail {PARTS[name]}"]["passed"], len(happened.arms[name].customers))
    mails = sum(len(happened.arms[name].customers) for name in SUBJECTS)
    launch.teller.asks(f"{mails:,} mails at {box.url}")
    await box.until(set(SUBJECTS.values()), mails)
    for name, subject in SUBJECTS.items():
        _once(subject, box.about(subject), happened.arms[name])
    launch.teller.learns("each was received once, by those of its arm alone")


def _once(subject: str, got: Counter[str], arm: Arm) -> None:
    if wrong := [address for address in arm.customers if got[address] != 1]:
        raise Surprise(f"Each customer was expected to get one mail “{subject}”, but {wrong[0]} got {got[wrong[0]]}, as did {len(wrong)}.")
    _same(f"mails “{subject}”", got.total(), len(arm.customers))


async def _tell(launch: Launch, happened: Campaign) -> None:
    visits = [_event("visit", address) for arm in happened.arms.values() for address in arm.visited]
    purchases = [
        _event("conversion", address, spend={"amount": str(spend), "currency": CURRENCY})
        for arm in happened.arms.values() for address, spend in arm.spent.items()
    ]  # fmt: skip
    launch.teller.asks(f"trackEvents, {len(visits):,} visits and {len(purchases):,} conversions")
    for events in _some([*visits, *purchases]):
        results = (await launch.client.execute(TRACK, events=events))["trackEvents"]
        refused = [each["message"] for each in results if each["__typename"] == "GuardError"]
        _same("events that were refused", refused, [])
    launch.teller.asks("journeyProgressChanged, until the exit rule has taken everybody out who bought")
    wanted = {f"watch {part}": len(happened.arms[name].spent) for name, part in PARTS.items()}
    await _follow(launch, lambda steps: {step: steps[step]["exited"] for step in wanted} == wanted)


def _event(name: str, address: str, **properties: Any) -> Json:
    return {"contact": {"email": address}, "name": name, "properties": properties, "clientKey": f"{name} of {address}"}


def _some(events: Sequence[Json]) -> Iterator[Sequence[Json]]:
    yield from (events[start : start + AT_ONCE] for start in range(0, len(events), AT_ONCE))


async def _count(launch: Launch, happened: Campaign, box: Mailbox) -> Mapping[str, Result]:
    launch.teller.asks("passages that ended EXITED, with what their contacts spent")
    spent: dict[str, list[Decimal]] = {step: [] for step in (f"watch {part}" for part in PARTS.values())}
    after, more = None, True
    while more:
        page = (await launch.client.execute(CONVERTED, id=launch.ids["campaign"], after=after))["record"]["passages"]
        for passage in page["nodes"]:
            _same("reason to leave", passage["reason"], "EXIT_RULE:1")
            (purchase,) = passage["contact"]["events"]["nodes"]
            spent[passage["path"]["nodes"][0]["stepId"]].append(Decimal(purchase["properties"]["spend"]["amount"]))
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    found = {}
    for name, arm in happened.arms.items():
        sent = box.about(SUBJECTS[name]).total() if name in SUBJECTS else 0
        amounts = spent[f"watch {PARTS[name]}"]
        found[name] = Result(sent, len(arm.customers) - sent, len(amounts), sum(amounts, Decimal()))
        _same(f"{name}", found[name], Result(sent, len(arm.customers) - sent, len(arm.spent), arm.spend))
        words = f"{sent:,} sent" if sent else f"{len(arm.customers):,} without mail"
        launch.teller.learns(f"{name}: {words}, {len(amounts):,} converted, {found[name].spend:,} {CURRENCY} spent")
    return found


async def _end(launch: Launch, happened: Campaign) -> None:
    launch.teller.asks("impact of a stop")
    inside = sum(len(arm.customers) - len(arm.spent) for arm in happened.arms.values())
    impact = (await launch.client.execute(IMPACT, id=launch.ids["campaign"]))["impact"]
    _same("impact of a stop", impact, {"peopleInside": inside, "queued": 0})
    launch.teller.learns(f"{inside:,} contacts are inside, no mail is queued")
    await launch.act(Action.STOP, "campaign", "STOPPING", "STOPPED")


async def _follow(launch: Launch, enough: Any) -> Mapping[str, Json]:
    """Follow the journey until its steps are as they should be. Raises `Surprise` when nothing moves any more."""
    steps: Mapping[str, Json] = {}
    async with launch.client.subscribe(PROGRESS, id=launch.ids["campaign"]) as stream:
        moves = aiter(stream)
        while not (steps and enough(steps)):
            try:
                progress = await asyncio.wait_for(anext(moves), PATIENCE)
            except TimeoutError:
                raise Surprise(f"Contacts were expected to go on, but nothing moves any more at {steps}.") from None
            steps = {step["stepId"]: step for version in progress["versions"] for step in version["steps"]}
    return steps


def _same(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise Surprise(f"{what} were expected to be {expected}, but are {found}.")
