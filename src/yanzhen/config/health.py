"""Whether this installation lives, is ready, and how it fares: for load balancers and Prometheus."""

import hmac
import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from yanzhen.platform import queries
from yanzhen.platform.keeping import service as keeping

LEAST_FREE = 200 * 1024 * 1024
"""Bytes: with less on the disk the next import or backup fails."""
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

requests = Counter("yanzhen_requests", "Requests answered", ["view", "method", "status"])
seconds = Histogram("yanzhen_request_seconds", "Time to answer", ["view", "method"], buckets=BUCKETS)


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})


@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether it can do its work: database at this version, room on the disk. 503 names what is missing."""
    lacking = list(_lacking())
    status = "not ready" if lacking else "ok"
    return JsonResponse({"status": status, "lacking": lacking}, status=503 if lacking else 200)


def _lacking() -> Iterator[str]:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "migrations"
    except DatabaseError:
        yield "database"
    if shutil.disk_usage(settings.VAR).free < LEAST_FREE:
        yield "disk"


class Measure:
    """Counts and times every request by the name of its view, never by its address: that may hold a secret."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} else "other"
        requests.labels(view, method, response.status_code).inc()
        seconds.labels(view, method).observe(time.perf_counter() - begun)
        return response


class State(Collector):
    """What stands in the books at the moment of asking."""

    def collect(self) -> Iterator[Any]:
        def gauge(name: str, help_: str, value: float) -> GaugeMetricFamily:
            return GaugeMetricFamily(name, help_, value=value)

        yield gauge("yanzhen_jobs_ready", "Jobs that wait for the worker", DBTaskResult.objects.ready().count())
        yield gauge("yanzhen_outbox_rows", "News that wait for their readers", queries.unread_news())
        yield gauge("yanzhen_disk_free_bytes", "Room on the disk", shutil.disk_usage(settings.VAR).free)
        for kind in keeping.BackupKind:
            run = keeping.last(kind)
            age = (timezone.now() - run.started_at).total_seconds() if run is not None else float("inf")
            yield gauge(f"yanzhen_last_{kind}_age_seconds", f"Age of the last {kind} that went well", age)


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with the token of YANZHEN_METRICS_TOKEN; closed where none is set."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given, settings.METRICS_TOKEN.encode()):
        raise PermissionDenied("metrics")
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(requests)
        registry.register(seconds)
    registry.register(State())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
