"""The settings, the entry's small parts and the asset steps."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.urls import reverse, set_urlconf

from yanzhen.config import assets, cli, env, locales, log, serve

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("value", ["2", "maybe", "-1"])
def test_flag_refuses_odd_values(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANZHEN_SOMETHING", value)
    with pytest.raises(ImproperlyConfigured, match="YANZHEN_SOMETHING must be 1 or 0"):
        env.flag("YANZHEN_SOMETHING")


def test_flag_reads_yes_no_and_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANZHEN_YES", " On ")
    monkeypatch.setenv("YANZHEN_NO", "false")
    monkeypatch.setenv("YANZHEN_EMPTY", "")
    assert [env.flag("YANZHEN_YES"), env.flag("YANZHEN_NO"), env.flag("YANZHEN_EMPTY", True)] == [True, False, True]


@pytest.mark.parametrize("value", ["0", "70000", "eighty", "8000.5"])
def test_integer_refuses_what_is_out_of_bounds(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(ImproperlyConfigured, match="PORT must be a whole number from 1 to 65535"):
        env.integer("PORT", 8000, low=1, high=65_535)


def test_secret_comes_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("geheim\n", encoding="utf-8")
    monkeypatch.setenv("TOKEN_FILE", str(tmp_path / "secret"))
    assert env.secret("TOKEN") == "geheim"
    monkeypatch.setenv("TOKEN", "other")
    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.secret("TOKEN")


def test_database_address_of_postgresql_is_unquoted() -> None:
    parts = env.database("postgresql://us%40er:p%2Fw@db.example:5433/ya%20n?sslmode=require", ROOT)
    assert parts == {
        "vendor": "postgresql",
        "NAME": "ya n",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_address_of_sqlite_is_relative_to_the_project_or_absolute() -> None:
    assert env.database("sqlite:///var/a.sqlite3", Path("/srv"))["NAME"] == "/srv/var/a.sqlite3"
    assert env.database("sqlite:////data/a.sqlite3", Path("/srv"))["NAME"] == "/data/a.sqlite3"


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "postgresql://host", "var/a.sqlite3"]
)
def test_database_address_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database(url, ROOT)


def test_command_names_take_hyphens_and_leave_arguments_alone() -> None:
    assert cli.command_line(["sample-company", "--scale", "2"]) == ["sample_company", "--scale", "2"]
    assert cli.command_line(["api-key", "--as", "li-na"]) == ["api_key", "--as", "li-na"]
    assert cli.command_line(["audit", "verify"]) == ["audit", "verify"]


@pytest.mark.django_db
def test_sqlite_connections_are_durable_in_kind_and_never_mapped() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        values = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "mmap_size", "busy_timeout")
        }
    assert values == {"journal_mode": "wal", "foreign_keys": 1, "mmap_size": 0, "busy_timeout": 30_000}
    assert connection.features.max_query_params == 32_766


def test_translations_compile_and_doubtful_ones_stay_out(tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Orders"\nmsgstr "订单"\n\n#, fuzzy\nmsgid "Quotes"\nmsgstr "引号"\n',
        encoding="utf-8",
    )
    locales.compile_all(tmp_path)
    compiled = (folder / "django.mo").read_bytes()
    assert "订单".encode() in compiled
    assert "引号".encode() not in compiled


def test_sprite_refuses_an_icon_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetMissing, match="'no-such-icon'"):
        assets.sprite(["no-such-icon"], tmp_path)


def test_sprite_draws_each_icon_as_a_symbol(tmp_path: Path) -> None:
    (tmp_path / "minus.svg").write_text(
        '<svg\n  width="24">\n  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  <path d="M5 12h14" />\n</svg>'
    )
    drawn = assets.sprite(["minus"], tmp_path)
    assert '<symbol id="minus" viewBox="0 0 24 24"' in drawn
    assert '><path d="M5 12h14" /></symbol>' in drawn


def test_log_never_shows_a_one_time_link() -> None:
    event = {"event": "Not Found: /accounts/link/geheim123/", "request": object(), "status_code": 404}
    assert log.hide_secrets(None, "warning", event) == {"event": "Not Found: /accounts/link/…/", "status_code": 404}


def test_terminal_prints_the_same_addresses_that_the_pages_have() -> None:
    pages = reverse("accounts:setup"), reverse("accounts:link", args=["x"])
    serve.use_doors_only()
    try:
        assert (reverse("accounts:setup"), reverse("accounts:link", args=["x"])) == pages
    finally:
        set_urlconf(None)
