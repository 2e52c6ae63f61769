"""Lines on a record's form: what nobody touched stays."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests import firm
from tests.firm import Firm

from yanzhen.platform.pages.nouns import Noun, all_nouns

pytestmark = pytest.mark.once
OWN_PAGE = {"platform.trigger"}
"""Has a form of its own, tested with the triggers."""
WITH_LINES = [
    n
    for n in all_nouns()
    if n.lines is not None and n.lines.form is not None and n.offers("change") and n.name not in OWN_PAGE
]


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None) -> Firm:
    return firm.copied(founded)


def as_posted(form: Any) -> dict[str, Any]:
    """What a browser sends of a form nobody typed into."""
    shown = {field.html_name: field.value() for field in form}
    return {name: "" if value is None or value is False else value for name, value in shown.items()}


@pytest.mark.parametrize("noun", WITH_LINES, ids=lambda n: n.name)
def test_saving_a_form_untouched_keeps_its_lines(books: Firm, noun: Noun) -> None:
    assert noun.lines is not None
    row = books.row(noun.name)
    before = [str(line) for line in noun.lines.query(row)]
    role = firm.model("accounts.Role").objects.create(code="all", name="all", functions=firm.all_codes())
    firm.model("accounts.Grant").objects.create(user=books.users["director"], role=role, reach="all")
    client = Client()
    client.force_login(books.users["director"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(noun.url("change", row.pk))
    form, lines = page.context["form"], page.context["page"]["formset"]

    sent = as_posted(form) | as_posted(lines.management_form)
    for line in lines.forms:
        sent |= as_posted(line)
    answer = client.post(noun.url("change", row.pk), sent)

    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["page"]["formset"].errors)
    assert before
    assert [str(line) for line in noun.lines.query(noun.model._base_manager.get(pk=row.pk))] == before
