"""The play: a launch with real customers from import to history, through the API alone."""

from __future__ import annotations

import csv
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from golive.graph.demo.client import Client, Json, Surprise, following
from golive.graph.demo.launch import Launch, Teller
from golive.lifecycles.words import Action

SHIPPED = Path(__file__).parent / "hillstrom-2000.csv"
IMPORT = ("--set", "email=customer-{row}@example.com", "--key", "email", "--consent", "email:commercial", "--lead", "Hillstrom")
CONDITION = 'contact.womens == 1 && contact.zip_code == "Rural"'
WITHOUT_FOOTER = "<p>Dear {{ contact.first_name | default: 'friend' }}, spring is here.</p>"
FOOTER = "<p>{{ content.address }} <a href='{{ content.unsubscribe_url }}'>Unsubscribe</a></p>"
NEEDS = {"journey": {"segment", "email", "settings"}, "page": {"form"}}
AT_ONCE, PREPARED = ("LIVE",), ("GOING_LIVE", "LIVE")
BECOMES = {"segment": AT_ONCE, "email": AT_ONCE, "settings": AT_ONCE, "form": AT_ONCE, "page": PREPARED, "journey": PREPARED}

PREVIEW = "query($condition: Condition!) { conditionPreview(condition: $condition) { count } contacts(first: 1) { totalCount } }"
PLAN = """query($ids: [ID!]!) { goLivePlan(ids: $ids) { ready
  steps { asked record { id type name } needs { name } findings { code severity message path } } cycles { message } } }"""
GO_LIVE_ALL = "mutation($ids: [ID!]!) { goLiveAll(ids: $ids) { total } }"
BUILDING = "subscription($id: ID!) { progressChanged(id: $id) { done total } }"
SEGMENT = "query($id: ID!) { record(id: $id) { ... on Segment { memberCount } } }"
STANDS = "query($id: ID!) { record(id: $id) { statusReason isLive } }"

Import = Callable[[Path, tuple[str, ...]], Awaitable[str]]


@dataclass(frozen=True)
class Customers:
    """A file of customers, how many it has, and how many of them the segment should find."""

    file: Path
    rows: int
    members: int

    @classmethod
    def of(cls, file: Path) -> Customers:
        """Count those of the Hillstrom file or a part of it. Raises `Surprise` for another file."""
        with file.open(newline="", encoding="utf-8-sig", errors="replace") as lines:
            rows = csv.DictReader(lines)
            if missing := {"womens", "zip_code"} - set(rows.fieldnames or ()):
                raise Surprise(f"{file} was expected to be the Hillstrom file, but has no column {' or '.join(sorted(missing))}.")
            found = [row["womens"] == "1" and row["zip_code"] == "Rural" for row in rows]
        return cls(file, len(found), sum(found))


@dataclass(frozen=True)
class Outcome:
    """What a launch leaves: its records' ids by their parts in it, what was pushed, how many contacts are in the segment."""

    ids: dict[str, str]
    changes: list[Json]
    members: int


async def play(client: Client, customers: Customers, bring_in: Import, teller: Teller) -> Outcome:
    """Play it in the client's workspace, which has no such records yet; `bring_in` runs `golive import contacts` with a file and options.

    Raises `Surprise` at the first thing that isn't as it should be.
    """
    teller.chapter("Customers")
    teller.asks(f"golive import contacts {customers.file.name} {' '.join(IMPORT)}")
    teller.learns(await bring_in(customers.file, IMPORT))
    async with following(client, teller.pushed) as feed:
        launch = Launch(client, feed, teller)
        await _draft(launch, customers)
        await _too_early(launch)
        await _go_live(launch, customers.members)
        await _stop_the_email(launch)
        await _edit_live(launch)
        await _end(launch)
        await _compare(launch)
        return Outcome(launch.ids, list(feed.changes), customers.members)


async def _draft(launch: Launch, customers: Customers) -> None:
    launch.teller.chapter("Drafts")
    launch.teller.asks(f"conditionPreview {CONDITION}")
    found = await launch.client.execute(PREVIEW, condition=CONDITION)
    _same("contacts", found["contacts"]["totalCount"], customers.rows)
    _same("contacts that the condition holds for", found["conditionPreview"]["count"], customers.members)
    launch.teller.learns(f"{customers.members:,} of {customers.rows:,} contacts")
    await launch.create("segment", "Segment", "Rural women", segmentType="DYNAMIC", dynamicQuery=CONDITION)
    design = {"format": "HTML", "source": WITHOUT_FOOTER}
    await launch.create("email", "MarketingEmail", "Spring mail", fromName="Ada", fromAddress="ada@example.com", design=design)
    await launch.create("settings", "ContentSettings", "Our address", address="1 Spring Street, 10115 Berlin")
    mail = {"key": "email", "label": "E-mail", "type": "EMAIL", "required": True, "attribute": "email"}
    await launch.create("form", "MarketingForm", "Newsletter", formType="LANDING", submitLabel="Send", fields=[mail])
    content = f"<h1>Spring</h1>{{% form '{launch.ids['form']}' %}}"
    await launch.create("page", "MarketingPage", "Spring offers", pageType="LANDING", partialUrl="spring", title="Spring", content=content)
    await launch.create(
        "journey", "CustomerJourney", "Spring launch",
        contentSettingsId=launch.ids["settings"], timeZone="Europe/Berlin",
        entry={"segment": {"segmentIds": [launch.ids["segment"]]}},
        steps=[{"sendEmail": {"id": "mail", "name": "Spring mail", "emailId": launch.ids["email"]}}],
    )  # fmt: skip


async def _too_early(launch: Launch) -> None:
    launch.teller.chapter("Too early to go live")
    await launch.refuse(Action.GO_LIVE, "email", "CHECK_FAILED", {"SUBJECT_REQUIRED", "POSTAL_ADDRESS_MISSING", "UNSUBSCRIBE_MISSING"})
    await launch.update("email", subject="New for spring", design={"format": "HTML", "source": WITHOUT_FOOTER + FOOTER})
    await launch.refuse(Action.GO_LIVE, "journey", "DEPENDENCY_NOT_LIVE", {"DEPENDENCY_NOT_LIVE"}, NEEDS["journey"])


async def _go_live(launch: Launch, members: int) -> None:
    launch.teller.chapter("Live by plan, what is used before what uses it")
    launch.teller.asks("goLivePlan “Spring launch”, “Spring offers”")
    plan = (await launch.client.execute(PLAN, ids=[launch.ids["journey"], launch.ids["page"]]))["goLivePlan"]
    for number, step in enumerate(plan["steps"], 1):
        needs = ", ".join(f"“{record['name']}”" for record in step["needs"])
        launch.teller.learns(f"{number}. “{step['record']['name']}”" + (f" after {needs}" if needs else ""))
    order = [step["record"]["id"] for step in plan["steps"]]
    _same("records of the plan", sorted(order), sorted(launch.ids.values()))
    if not plan["ready"]:
        raise Surprise(f"The plan was expected to be ready, but says: {plan['steps']}, {plan['cycles']}.")
    launch.teller.asks(f"goLiveAll, {len(order)} records")
    begun = (await launch.client.execute(GO_LIVE_ALL, ids=order))["goLiveAll"]
    _same("records that go live", begun["total"], len(order))
    for part, states in BECOMES.items():
        await launch.feed.expect(launch.ids[part], *states)
    _in_order(launch)
    launch.teller.asks("progressChanged and memberCount of “Rural women”")
    await launch.client.follow_to_end(BUILDING, id=launch.ids["segment"])
    segment = (await launch.client.execute(SEGMENT, id=launch.ids["segment"]))["record"]
    _same("members", segment["memberCount"], members)
    launch.teller.learns(f"{members:,} members")


def _in_order(launch: Launch) -> None:
    """Nothing begins to go live before all that it needs is."""
    places = {(change["recordId"], change["fromStatusReason"], change["toStatusReason"]): n for n, change in enumerate(launch.feed.changes)}
    for user, needs in NEEDS.items():
        began = places[launch.ids[user], "DRAFT", "GOING_LIVE"]
        for need in needs:
            if places[launch.ids[need], "DRAFT", "LIVE"] > began:
                raise Surprise(f"The {need} was expected to be live before the {user} went live, but was later.")


async def _stop_the_email(launch: Launch) -> None:
    launch.teller.chapter("The e-mail is in use")
    await launch.refuse(Action.STOP, "email", "IN_USE_BY_LIVE_RECORD", blocked_by=["journey"])
    await launch.act(Action.STOP, "email", "STOPPED", confirm=True)
    journey = (await launch.client.execute(STANDS, id=launch.ids["journey"]))["record"]
    _same("state of the journey", journey, {"statusReason": "LIVE", "isLive": True})
    launch.teller.learns("“Spring launch” is live as before, with the e-mail that it went live with")


async def _edit_live(launch: Launch) -> None:
    launch.teller.chapter("An edit while it is live")
    await launch.act(Action.EDIT, "journey", "LIVE_EDITABLE")
    await launch.update("journey", name="Spring launch, second week")
    await launch.act(Action.SAVE, "journey", "GOING_LIVE", "LIVE", comment="Second week")


async def _end(launch: Launch) -> None:
    launch.teller.chapter("The end")
    await launch.act(Action.STOP, "journey", "STOPPING", "STOPPED")


async def _compare(launch: Launch) -> None:
    launch.teller.chapter("The histories")
    for part, id_ in launch.ids.items():
        launch.teller.asks(f"history of the {part}")
        history, seen = await launch.history(part), launch.feed.of(id_)
        if history != seen:
            raise Surprise(f"The history of the {part} was expected to be what the client saw, {seen}, but is {history}.")
        launch.teller.learns(f"{len(history)} changes, all of them seen by the subscriber in this order")
    _same("changes pushed", len(launch.feed.changes), sum(len(launch.feed.of(id_)) for id_ in launch.ids.values()))


def _same(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise Surprise(f"{what} were expected to be {expected}, but are {found}.")
