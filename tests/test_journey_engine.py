"""Whatever the graph and whatever befalls contacts, the set-based engine moves them as a plain one does that looks at each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journey_samples import step
from journeying import Traffic, traffic
from plain_engine import OLD, Json, Person, look

from golive.models.database import Database
from golive.models.journeys.waking import wake

PEOPLE = 6
AGES = st.integers(0, OLD + 5)
HOURS = st.integers(0, 48).map("PT{}H".format)
CONDITIONS = st.integers(0, OLD).map("contact.age > {}".format)


@st.composite
def graphs(draw: st.DrawFn) -> list[Json]:
    """Up to eight steps, each of which leads to later ones or to the end; branches may join."""
    number = draw(st.integers(1, 8))

    def later(place: int) -> str | None:
        return draw(st.sampled_from([None, *(f"s{n}" for n in range(place + 1, number))]))

    def yes_no(place: int) -> list[Json]:
        return [{"name": name, "next": later(place)} for name in ("yes", "no")]

    def one(place: int) -> Json:
        id_ = f"s{place}"
        match draw(st.sampled_from(["WAIT", "IF_THEN", "WAIT_FOR", "SPLIT", "SEGMENT_GROUP", "UPDATE_CONTACT", "TRACK_EVENT", "EXIT"])):
            case "WAIT":
                return step("WAIT", id_, later(place), duration=draw(HOURS))
            case "IF_THEN":
                asks = draw(st.one_of(st.just({"event": "purchase"}), st.builds(lambda text: {"condition": text}, CONDITIONS)))
                limit = draw(st.one_of(st.none(), HOURS))
                return step("IF_THEN", id_, branches=yes_no(place), **asks, timeLimit=limit)
            case "WAIT_FOR":
                return step("WAIT_FOR", id_, branches=yes_no(place), event="purchase", timeLimit=draw(HOURS))
            case "SPLIT":
                percent = draw(st.integers(0, 100))
                shares = {"a": percent, "b": 100 - percent}
                return step(
                    "SPLIT", id_, branches=[{"name": name, "percent": share, "next": later(place)} for name, share in shares.items()]
                )
            case "SEGMENT_GROUP":
                named = [{"name": name, "condition": draw(CONDITIONS), "next": later(place)} for name in ("g", "h")]
                return step("SEGMENT_GROUP", id_, branches=[*named, {"name": "other", "next": later(place)}])
            case "UPDATE_CONTACT":
                return step("UPDATE_CONTACT", id_, later(place), attribute="age", value=draw(AGES))
            case "TRACK_EVENT":
                return step("TRACK_EVENT", id_, later(place), event="noted")
            case kind:
                return step(kind, id_)

    return [one(place) for place in range(number)]


HAPPENINGS = st.lists(
    st.one_of(
        st.tuples(st.just("later"), st.integers(0, 60)),
        st.tuples(st.just("age"), st.integers(0, PEOPLE - 1), AGES),
        st.tuples(st.just("purchase"), st.integers(0, PEOPLE - 1)),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(graph=graphs(), ages=st.lists(AGES, min_size=PEOPLE, max_size=PEOPLE), happenings=HAPPENINGS, batch=st.sampled_from([1, 2, 100]))
async def test_the_engine_moves_contacts_as_a_plain_one_does(
    database: Database, workspace: UUID, graph: list[Json], ages: list[int], happenings: list[Any], batch: int
) -> None:
    there = await traffic(database, workspace, *graph, exitRules=[f"contact.age > {OLD}"])
    steps = {each["id"]: each for each in graph}
    people = []
    for age in ages:
        (contact,) = await there.entered(attributes={"age": age})
        people.append(Person(contact, age, there.now, "s0", there.now))
    await compare(there, steps, people, batch)
    for what, *more in happenings:
        if what == "later":
            there.now += timedelta(hours=more[0])
        else:
            person = people[more[0]]
            await befall(there, person, what, *more[1:])
        await compare(there, steps, people, batch)


async def befall(there: Traffic, person: Person, what: str, *value: int) -> None:
    """Something happens to one, and what is told of it wakes those who listen."""
    if what == "age":
        person.age = value[0]
        await there.change(person.id, attributes={"age": person.age})
    else:
        person.events.append(there.now)
        await there.happens(person.id, "purchase")
    async with there.database.transaction(there.workspace) as session:
        await wake(session, [person.id])


async def compare(there: Traffic, steps: dict[str, Json], people: list[Person], batch: int) -> None:
    """Both go on; everybody is where they should be, and came there by the same way."""
    await there.go_on(batch=batch)
    for person in people:
        look(there.journey, steps, person, there.now)
    places = await there.places()
    for person in people:
        assert (await there.place(person.id), await there.path(person.id)) == (person.place, person.path)
    inside = [each.step for each in places.values() if each.step is not None]
    counted = await there.counted()
    assert all(came - passed - failed - exited == inside.count(id_) for id_, (came, passed, failed, exited) in counted.items())
