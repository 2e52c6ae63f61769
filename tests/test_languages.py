"""Chinese pages speak Chinese, English pages English: every list, form and record, read as a person reads it.

What a page shows comes either from the books of `firm` or from the interface. Books are told by the words they are made
of, and everything else must be in the reader's language.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from tests import firm
from tests.firm import Firm

from yanzhen.accounts.services import roles
from yanzhen.orders.services import orders
from yanzhen.platform import warehouse
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.pages.nouns import all_nouns
from yanzhen.platform.warehouse import store

pytestmark = pytest.mark.once

CHINESE, LATIN = re.compile("[\u4e00-\u9fff]+"), re.compile("[A-Za-z]{2,}")
READ_ALOUD = ("aria-label", "title", "placeholder", "alt", "data-label", "data-done")
HIDDEN = "hidden from screen readers"
UNSEEN = frozenset({"script", "style", "svg", "template", "kbd", HIDDEN})
WITHOUT_END = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})
FORMATS = "API CSV CNY XLSX PDF MB KPI WGS BANT"
SAME_IN_BOTH = frozenset(f"{FORMATS} EN English OpenID Connect Client ID CorpID AppKey App AgentId yanqi yqjj".split())
"""Latin words of the Chinese interface: names of formats, units, currencies, of the other language, of the terms of
outside sign-ins, and the pinyin by which the finder shows what it takes."""
ADDRESS = re.compile(r"https?://[\w.]+|/[a-z]\S*/|\{[a-z_]+\}")
"""What is typed as it stands: addresses, and places that are filled in."""
TYPED = (models.CharField, models.TextField)
TITLES = {"platform.AuditEntry": ["title"], "platform.Job": ["title"], "platform.OutboxRow": []}
"""Of what the system writes by itself, only names are data; its other words are for programs."""
LANGUAGES = frozenset({"中文", "简体中文", "上海", "家具", "雁栖"})
"""Chinese words of the English interface: the other language, and the examples of the finder."""


class Reader(HTMLParser):
    """Collects what a page shows and what a screen reader says."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in WITHOUT_END:
            self.open.append(HIDDEN if ("aria-hidden", "true") in attrs else tag)
        self.texts += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in WITHOUT_END and self.open.pop() not in {tag, HIDDEN}:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not UNSEEN.intersection(self.open):
            self.texts.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        role = roles.create(actor=SYSTEM, code="every", name="全能", name_en="Every", functions=firm.all_codes())
        roles.grant(actor=SYSTEM, user=made.users["director"], role=role.code, reach="all")
        orders.confirm(made.row("orders.order", "ka"), actor=SYSTEM)
        warehouse.rebuild()
        yield made
        store.manifest_path(store.folder()).unlink()


def addresses(books: Firm) -> list[str]:
    """The list, the empty form, a record with all its tabs and the form of one, for every noun; and the other pages."""
    found = [
        reverse(n) for n in ("home", "preferences", "platform:settings", "accounts:password", "accounts:key_issue")
    ]
    found += [f"{reverse('analysis:sales')}?by={by}" for by in ("region", "month,customer")]
    found += [f"{reverse('analysis:working')}?figure={figure}&period=year" for figure in ("net_sales", "margin_rate")]
    for noun in all_nouns():
        row = books.row(noun.name, "rep.east")
        found += [noun.url("list"), f"{noun.url('list')}?search=nobody-is-called-so", noun.url("record", row.pk)]
        found += [f"{noun.url('record', row.pk)}?tab={tab.name}" for tab in noun.tabs]
        found += [noun.url("add")] if noun.offers("add") else []
        found += [noun.url("change", row.pk)] if noun.offers("change") and noun.may_change(row) else []
        found += [noun.url("remove", row.pk)] if noun.offers("remove") and noun.may_change(row) else []
    return [*found, "/no/such/page/"]


def texts(client: Client, address: str) -> list[str]:
    reader = Reader()
    reader.feed(client.get(address).content.decode())
    assert reader.texts, address
    return reader.texts


def signed_in(books: Firm, language: str) -> Client:
    user = books.users["director"]
    type(user).objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user)
    return client


def stored_words() -> tuple[set[str], set[str]]:
    """Every Latin word and every Chinese text that somebody typed into the books."""
    latin: set[str] = set()
    chinese: set[str] = set()
    for model in apps.get_models():
        written = [f.name for f in model._meta.concrete_fields if isinstance(f, TYPED) and not f.choices]
        typed = TITLES.get(model._meta.label, written)
        if not model.__module__.startswith("yanzhen.") or not typed:
            continue
        for value in (str(v) for values in model._default_manager.values_list(*typed) for v in values):
            latin.update(LATIN.findall(value.lower()))
            chinese.update(CHINESE.findall(value))
    return latin, chinese


@pytest.mark.parametrize("whole", firm.WHOLE_OR_SHARE)
def test_chinese_pages_have_no_english_left(founded: Firm, db: None, whole: bool) -> None:
    """Half of the pages are read a day, one quarter in each language; in the slow suite all in both."""
    client, (known, _chinese) = signed_in(founded, "zh-hans"), stored_words()
    left = {
        (text, address)
        for address in addresses(founded)
        if whole or firm.of_day(address, 4)
        for text in texts(client, address)
        if {w for w in LATIN.findall(ADDRESS.sub("", text)) if w.lower() not in known} - SAME_IN_BOTH
    }
    assert sorted(left) == []


@pytest.mark.parametrize("whole", firm.WHOLE_OR_SHARE)
def test_english_pages_have_no_chinese_left(founded: Firm, db: None, whole: bool) -> None:
    client, (_latin, known) = signed_in(founded, "en"), stored_words()
    left = {
        (text, address)
        for address in addresses(founded)
        if whole or firm.of_day(f"{address} en", 4)
        for text in texts(client, address)
        if set(CHINESE.findall(text)) - known - LANGUAGES
    }
    assert sorted(left) == []


def test_the_door_speaks_the_language_of_the_browser(db: None) -> None:
    chinese = Client(headers={"accept-language": "zh-CN,zh;q=0.9"}).get(reverse("login")).content.decode()
    english = Client(headers={"accept-language": "en-GB,en;q=0.9"}).get(reverse("login")).content.decode()
    assert "登录名" in chinese
    assert "Sign-in name" not in chinese
    assert "Sign-in name" in english
    assert "登录名" not in english
