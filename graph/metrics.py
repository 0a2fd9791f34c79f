"""Metrics in the text format of Prometheus: what is counted as it happens, and what is looked up when somebody asks."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import cache
from typing import Any

from graphql import GraphQLSchema
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from golive.models.database import Unavailable
from golive.models.queue_schema import NAMES
from golive.models.refusal import Refusal
from golive.resolvers.context import Server

disable_created_metrics()  # type: ignore[no-untyped-call]  # the time of the first of each says nothing here
REGISTRY = CollectorRegistry()
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
REQUESTS = Histogram(
    "golive_request_seconds", "Queries and mutations: how long, and OK or the first error's code.", ["operation", "outcome"],
    registry=REGISTRY, buckets=BUCKETS,
)  # fmt: skip
MUTATIONS = Counter(
    "golive_mutations_total", "Mutations by what became of them: done, refused, failed.", ["name", "outcome"], registry=REGISTRY
)
REFUSALS = Counter("golive_refusals_total", "Refused mutations by the guard's code.", ["name", "code"], registry=REGISTRY)
OPERATIONS = Gauge("golive_operations", "Queries and mutations under way.", registry=REGISTRY)
SOCKETS = Gauge("golive_sockets", "WebSockets and event streams that are open.", registry=REGISTRY)
SUBSCRIBERS = Gauge("golive_stream_subscribers", "Streams that are followed here.", registry=REGISTRY)
EXECUTIONS = Counter("golive_stream_executions", "Events executed and encoded for those who share them.", registry=REGISTRY)
DELIVERIES = Counter("golive_stream_deliveries", "Results handed to subscribers.", registry=REGISTRY)
SLOW = Counter("golive_stream_slow_consumers", "Streams that were ended as SLOW_CONSUMER.", registry=REGISTRY)
ProcessCollector(registry=REGISTRY)

requests = cache(REQUESTS.labels)
"""The histogram of an operation's kind and outcome; the library takes a lock and two lists to find it."""
_mutations = cache(MUTATIONS.labels)

JOBS = text(f"""
    SELECT status::text AS status, count(*) AS jobs,
           coalesce(extract(epoch FROM max(now() - greatest(created, execute_after)) FILTER (WHERE execute_after <= now())), 0) AS oldest
    FROM {NAMES.qualified.queue_table} GROUP BY status
""")


def count_mutations(schema: GraphQLSchema) -> None:
    """Have every mutation of `schema` counted; nothing else becomes slower."""
    if schema.mutation_type is not None:
        for name, field in schema.mutation_type.fields.items():
            if field.resolve is not None:
                field.resolve = _counted(name, field.resolve)


def _counted(name: str, resolve: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    async def counted(*args: Any, **kwargs: Any) -> Any:
        try:
            result = resolve(*args, **kwargs)
            result = await result if inspect.isawaitable(result) else result
        except Exception:
            _mutations(name, "failed").inc()
            raise
        if isinstance(result, Refusal):
            REFUSALS.labels(name, result.code.value).inc()
        _mutations(name, "refused" if isinstance(result, Refusal) else "done").inc()
        return result

    return counted


class _Now(Collector):
    """What a server is doing at this moment."""

    def __init__(self, server: Server, jobs: Iterable[Any] | None) -> None:
        self._server = server
        self._jobs = jobs

    def collect(self) -> Iterator[Metric]:
        stream = self._server.stream.stats()
        yield GaugeMetricFamily("golive_stream_lag_seconds", "From the last delivered change's commit to its delivery.", stream.lag)
        yield GaugeMetricFamily("golive_stream_workspaces", "Workspaces whose log is followed here.", stream.workspaces)
        bell = float(self._server.doorbell.connected)
        yield GaugeMetricFamily("golive_doorbell_connected", "1 while other processes are heard at once; else at the next poll.", bell)
        size = GaugeMetricFamily("golive_database_pool_size", "Connections that may be open.", labels=["role"])
        in_use = GaugeMetricFamily("golive_database_pool_in_use", "Connections that are in use.", labels=["role"])
        for pool in self._server.database.stats():
            size.add_metric([pool.role], pool.size)
            in_use.add_metric([pool.role], pool.in_use)
        yield from (size, in_use)
        yield GaugeMetricFamily("golive_tasks", "Tasks of the event loop.", len(asyncio.all_tasks()))
        yield GaugeMetricFamily("golive_database_up", "Whether the database answered just now.", float(self._jobs is not None))
        if self._jobs is not None:
            yield from _of_jobs(self._jobs)


def _of_jobs(rows: Iterable[Any]) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("golive_jobs", "Jobs: queued, picked (under way), failed (given up, and held).", labels=["status"])
    oldest = GaugeMetricFamily("golive_oldest_job_seconds", "How long the oldest job is due, or under way.", labels=["status"])
    found = {row.status: row for row in rows}
    for status in sorted({"queued", "picked", "failed", *found}):
        jobs.add_metric([status], found[status].jobs if status in found else 0)
        oldest.add_metric([status], float(found[status].oldest) if status in found else 0.0)
    yield from (jobs, oldest)


def metrics_route(server: Server) -> Route:
    """`/metrics` of a running server. It tells nothing of a workspace, and asks for no token."""

    async def metrics(request: Request) -> Response:
        now = CollectorRegistry()
        now.register(_Now(server, await _jobs(server)))
        return Response(generate_latest(REGISTRY) + generate_latest(now), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return Route("/metrics", metrics)


async def _jobs(server: Server) -> Iterable[Any] | None:
    try:
        async with server.database.system() as session:
            return (await session.execute(JOBS)).all()
    except Unavailable:
        return None
