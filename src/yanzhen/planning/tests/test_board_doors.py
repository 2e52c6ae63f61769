"""The pages and the API of the board: who may, what they answer, and that refusals change nothing."""

import csv
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from yanzhen.accounts.tests.factories import user_with
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.planning.models import Board, PlanCell
from yanzhen.planning.queries import board_views
from yanzhen.planning.services import boards as services
from yanzhen.planning.tests.drafts import TODAY, Firm, firm
from yanzhen.platform.exporting import marks
from yanzhen.platform.models import ExportRecord

pytestmark = [pytest.mark.django_db, pytest.mark.once]
VIEW = {"rows": "person", "columns": "month", "start": 0, "stop": 10}


@pytest.fixture
def house() -> Firm:
    return firm()


def client_of(role: str, house: Firm) -> Client:
    client = Client()
    person = EmployeeFactory(unit=house.plan.unit)
    client.force_login(user_with(role, employee=person), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def director(house: Firm) -> Client:
    return client_of("director", house)


def post(client: Client, board: Board, path: str, **body: Any) -> Any:
    given = {"seen": body.pop("seen", 0), "view": VIEW, **body}
    return client.post(f"/api/v1/boards/{board.pk}/{path}", given, content_type="application/json")


def test_a_cell_is_edited_and_the_window_answers(house: Firm, director: Client) -> None:
    board = house.draft()
    response = post(director, board, "edit", cells=[{"row": 0, "column": 0, "text": "1.2万"}])
    answer = response.json()
    assert response.status_code == 200
    assert answer["did"]
    assert answer["can_undo"]
    assert answer["window"]["cells"][0][0] == 1_200_000
    assert answer["window"]["moves"] == 1
    back = post(director, board, "undo", seen=1).json()
    assert back["window"]["cells"][0][0] != 1_200_000
    assert back["can_redo"]


def test_shares_and_changes_are_of_what_stands_there(house: Firm, director: Client) -> None:
    board = house.draft()
    answer = post(director, board, "edit", cells=[{"row": 1, "column": None, "text": "50%"}], share_of="total").json()
    assert answer["window"]["row_sums"][1] == 6_000_000
    answer = post(director, board, "edit", cells=[{"text": "-10%"}], seen=answer["window"]["moves"]).json()
    assert answer["window"]["total"] == 10_800_000


def test_a_share_may_say_of_what_and_a_floor_may_be_typed(house: Firm, director: Client) -> None:
    board = house.draft()
    answer = post(director, board, "edit", cells=[{"row": 1, "column": 0, "text": "50%c"}]).json()
    assert abs(answer["window"]["cells"][1][0] * 2 - board_sum(house, 0)) <= 2
    floor = [{"row": 0, "column": 0, "text": ">=9000"}]
    answer = post(director, board, "edit", cells=floor, seen=answer["window"]["moves"]).json()
    assert answer["window"]["cells"][0][0] == 900_000
    assert answer["window"]["locks"][0][0] == 4
    low = post(director, board, "edit", cells=[{"row": 0, "column": 0, "text": "8999"}], seen=answer["window"]["moves"])
    assert low.status_code == 422


def board_sum(house: Firm, month: int) -> int:
    """What the month came to when the draft was opened."""
    return int(board_views.cube(house.draft(name="乙")).cells[:, month].sum())


def lines(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(marks.cleaned(text).splitlines()))


def test_a_draft_leaves_as_it_is_shown_with_mark_and_record(house: Firm, director: Client) -> None:
    board = house.draft()
    address = f"/planning/boards/{board.pk}/export/"
    rows = lines(director.get(address, {"format": "csv", "rows": "person", "columns": "category"}))
    assert [row[0] for row in rows[1:5]] == ["Total", *(person.label for person in house.people)]
    assert rows[1][1] == "120000.00"
    for row in rows[1:5]:
        assert Decimal(row[1]) == sum(map(Decimal, row[2:]))
    record = ExportRecord.objects.get()
    assert (record.noun_name, record.rows, record.title) == ("planning.board", 4, "2027 · 甲")
    assert record.code in rows[-1][0]
    shares = lines(director.get(address, {"format": "csv", "show": "share", "share_of": "total"}))
    assert sum(Decimal(row[1]) for row in shares[2:5]) == 100
    assert lines(director.get(address, {"format": "csv", "show": "growth"}))[4][1] == ""  # nothing sold last year
    assert b"".join(director.get(address).streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert director.get(address, {"format": "pdf"}).status_code == 422
    assert director.get(address, {"show": "moon"}).status_code == 422
    assert client_of("finance", house).get(address).status_code == 403
    api = f"/api/v1/boards/{board.pk}/export"
    assert lines(director.get(api, {"format": "csv", "columns": "category", "rows": "person"}))[:5] == rows[:5]
    assert director.get(api, {"format": "pdf"}).status_code == 422
    assert client_of("finance", house).get(api).status_code == 403


def test_a_draft_may_be_of_one_unit(house: Firm, director: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    create, read = services.create, house.books.history
    monkeypatch.setattr(services, "create", lambda **given: create(**given, read=read, today=TODAY))
    below = UnitFactory(code="SALES-E", parent=house.plan.unit)
    address = f"/planning/plans/{house.plan.pk}/board/"
    assert f'value="{below.pk}"' in director.get(address).content.decode()
    given = {"name": "东", "frame": "category-month", "total": "1000", "unit": str(below.pk)}
    assert director.post(address, {**given, "unit": "x"}).status_code == 422
    assert director.post(address, given).status_code == 302
    assert Board.objects.get().unit == below
    assert below.label in director.get(address).content.decode()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("edit", {"cells": [{"row": 99, "column": 0, "text": "1"}]}, 422),
        ("edit", {"cells": [{"row": 0, "column": 0, "text": "abc"}]}, 422),
        ("edit", {"cells": []}, 422),
        ("edit", {"cells": [{"row": 0, "column": 0, "text": "1"}], "holds": ["moon"]}, 422),
        ("edit", {"cells": [{"row": 0, "column": 0, "text": "5%"}], "share_of": "moon"}, 422),
        ("edit", {"cells": [{"row": 0, "column": 0, "text": "9999999999999"}], "holds": ["person", "month"]}, 422),
        ("edit", {"cells": [{"row": 0, "column": 0, "text": "1"}], "view": {**VIEW, "rows": "moon"}}, 422),
        ("edit", {"cells": [{"row": 0, "column": 0, "text": "1"}], "view": {**VIEW, "third": 99}}, 422),
        ("lock", {"row_places": [-1]}, 422),
        ("lock", {"row_places": [10**30]}, 422),
        ("edit", {"cells": [{"row": 10**30, "column": 0, "text": "1"}]}, 422),
        ("undo", {"seen": 10**30}, 422),
        ("spread", {"basis": "moon"}, 422),
        ("spread", {"basis": "equal", "total": "many"}, 422),
        ("mix", {"side": "category", "shares": ["1"]}, 422),
        ("mix", {"side": "category", "shares": ["0", "0"]}, 422),
        ("paste", {"row": 0, "column": 0, "block": [["x"]]}, 422),
        ("undo", {}, 422),
        ("redo", {}, 422),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(
    house: Firm, director: Client, path: str, body: dict[str, Any], status: int
) -> None:
    board = house.draft()
    response = post(director, board, path, **body)
    assert response.status_code == status, response.content
    assert response.json()["detail"]
    fresh = Board.objects.get(pk=board.pk)
    assert (fresh.moves, bytes(fresh.cells)) == (0, bytes(board.cells))


def test_an_old_view_of_the_same_cell_is_a_conflict(house: Firm, director: Client) -> None:
    board = house.draft()
    assert post(director, board, "edit", cells=[{"row": 0, "column": 0, "text": "1"}]).status_code == 200
    assert post(director, board, "edit", cells=[{"row": 0, "column": 0, "text": "2"}]).status_code == 409


def test_every_reading_answers(house: Firm, director: Client) -> None:
    board = house.draft()
    address, query = f"/api/v1/boards/{board.pk}", "rows=person&columns=month"
    for path in ("", f"/window?{query}", f"/cell?{query}&row=0&column=1", f"/cell?{query}", "/quality", "/moves"):
        assert director.get(address + path).status_code == 200, path
    assert director.get(f"{address}/compare?{query}&other={board.pk}").json()["cells"] == 0
    assert len(director.get(f"/api/v1/boards?plan={house.plan.pk}").json()) == 1


def test_a_draft_lives_by_the_api(house: Firm, director: Client) -> None:
    board = house.draft()
    address = f"/api/v1/boards/{board.pk}"
    assert director.patch(address, {"name": "乙"}, content_type="application/json").json()["name"] == "乙"
    other = director.post(f"{address}/copy", {"name": ""}, content_type="application/json")
    assert other.status_code == 201
    assert director.post(f"{address}/choose", {"seen": 0}, content_type="application/json").json()["figures"] == 72
    assert director.delete(f"/api/v1/boards/{other.json()['id']}").status_code == 204


def test_the_pages_show_the_board(house: Firm, director: Client) -> None:
    board = house.draft()
    other = house.draft(name="丙")
    page = director.get(f"/planning/boards/{board.pk}/")
    assert page.status_code == 200
    assert "board-data" in page.content.decode()
    assert director.get(f"/planning/plans/{house.plan.pk}/board/").status_code == 200
    assert director.get(f"/planning/boards/{board.pk}/compare/?other={other.pk}").status_code == 200
    assert director.get(f"/planning/boards/{board.pk}/compare/?other=x").status_code == 404
    assert director.post(f"/planning/boards/{board.pk}/do/choose/").status_code == 302
    assert PlanCell.objects.count() == 72
    assert director.post(f"/planning/plans/{house.plan.pk}/board/", {"name": "", "frame": "moon"}).status_code == 422


@pytest.mark.parametrize(("role", "reads", "writes"), [("rep", 403, 403), ("finance", 200, 403), ("clerk", 403, 403)])
def test_others_read_or_stay_out(house: Firm, role: str, reads: int, writes: int) -> None:
    board, client = house.draft(), client_of(role, house)
    assert client.get(f"/planning/boards/{board.pk}/").status_code == reads
    assert client.get(f"/api/v1/boards/{board.pk}").status_code == reads
    assert post(client, board, "edit", cells=[{"row": 0, "column": 0, "text": "1"}]).status_code == writes
    assert Board.objects.get(pk=board.pk).moves == 0


def test_a_manager_elsewhere_does_not_find_it(house: Firm) -> None:
    board = house.draft()
    client = Client()
    client.force_login(
        user_with("manager", employee=EmployeeFactory()), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get(f"/planning/boards/{board.pk}/").status_code == 404
    assert post(client, board, "edit", cells=[{"row": 0, "column": 0, "text": "1"}]).status_code == 404
