"""What load balancers and Prometheus ask."""

from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from yanzhen.config import health

pytestmark = pytest.mark.django_db


def test_alive_and_ready() -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}
    assert Client().get("/readyz").json() == {"status": "ok", "lacking": []}


def test_an_older_database_is_not_ready() -> None:
    MigrationRecorder.Migration.objects.filter(app="platform").order_by("-id").first().delete()
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["lacking"]) == (503, ["migrations"])


def test_a_full_disk_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 1 << 62)
    assert Client().get("/readyz").json()["lacking"] == ["disk"]


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong"])
def test_metrics_are_closed_without_the_token(given: str, settings: Any) -> None:
    assert Client(headers={"Authorization": given}).get("/metrics").status_code == 403
    settings.METRICS_TOKEN = "t0ken"
    assert Client(headers={"Authorization": given}).get("/metrics").status_code == 403


def test_metrics_count_requests_by_view_and_hold_no_address(settings: Any) -> None:
    settings.METRICS_TOKEN = "t0ken"
    client = Client(headers={"Authorization": "Bearer t0ken"})
    Client().get("/accounts/link/a-secret-of-forty-characters/")
    text = client.get("/metrics").content.decode()
    assert 'yanzhen_requests_total{method="GET",status="' in text
    assert 'view="accounts:link"' in text
    assert "yanzhen_jobs_ready 0.0" in text
    assert "yanzhen_last_backup_age_seconds +Inf" in text
    assert "a-secret" not in text
