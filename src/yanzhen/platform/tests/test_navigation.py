"""Places that stand together: one entry in the side bar, tabs on their pages."""

from typing import Any

import pytest

from yanzhen.platform.pages import navigation

pytestmark = pytest.mark.once


def entry(label: str, group: str = "", **more: Any) -> dict[str, Any]:
    usual = {"url": f"/{label}/", "active": False, "here": False, "key": "", "tab": label}
    return {"label": label, "group": group, **usual, **more}


def test_a_group_is_one_entry_that_leads_to_its_first_place_and_is_lit_with_any() -> None:
    entries = [entry("home"), entry("week", "Plan"), entry("due", "Plan", active=True, key="d"), entry("list")]
    assert [(one["label"], one["url"], one["active"], one["key"]) for one in navigation.folded(entries)] == [
        ("home", "/home/", False, ""), ("Plan", "/week/", True, "d"), ("list", "/list/", False, ""),
    ]  # fmt: skip


def test_the_only_place_of_a_group_that_one_sees_stands_for_itself_without_tabs() -> None:
    entries = [entry("home"), entry("due", "Plan", here=True)]
    assert [one["label"] for one in navigation.folded(entries)] == ["home", "due"]
    assert navigation.beside(entries) is None


def test_the_pages_of_a_group_show_each_other_as_tabs_and_others_show_none() -> None:
    entries = [entry("home"), entry("week", "Plan", here=True, tab="Week"), entry("due", "Plan")]
    found = navigation.beside(entries)
    assert found is not None
    assert (found["label"], [one["tab"] for one in found["tabs"]]) == ("Plan", ["Week", "due"])
    assert navigation.beside([{**one, "here": one["label"] == "home"} for one in entries]) is None
