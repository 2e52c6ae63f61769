"""Leads by file: theirs who are named, given out where nobody is, and closed ones of old."""

from textwrap import dedent
from typing import Any

import pytest

from yanzhen.config.tests.companies import BASE, english, rows, written  # noqa: F401
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.imports import pipeline

pytestmark = pytest.mark.django_db
LEADS = """
    [[steps]]
    noun = "crm.lead"
    file = "leads.csv"
    fields = { number = "编号", company = "公司", phone = "电话", owner = "负责人", state = "状态", lost_reason = "因" }
"""
FILE = """编号,公司,电话,负责人,状态,因
,甲公司,13800000001,P1,,
,乙公司,,,,
,丙公司,,P1,Qualified,
,丁公司,,P1,Lost,No budget
,,,P1,,
"""


def test_leads_come_by_file_open_and_closed(tmp_path: Any) -> None:
    plan = written(tmp_path, dedent(BASE) + dedent(LEADS), leads=FILE)
    report = pipeline.run(plan, tmp_path, actor=SYSTEM)
    counts = vars(next(s.counts for s in report.steps if s.name == "crm.lead"))
    assert (counts["read"], counts["created"], counts["rejected"]) == (5, 4, 1), report.rejections
    assert rows("crm.Lead", "number", "company", "state", "owner__number", "unit__code", "lost_reason") == [
        ("L-000001", "甲公司", "assigned", "P1", "TOP", ""),
        ("L-000002", "乙公司", "new", None, "TOP", ""),
        ("L-000003", "丙公司", "qualified", "P1", "TOP", ""),
        ("L-000004", "丁公司", "lost", "P1", "TOP", "no_budget"),
    ]
    assert rows("crm.LeadHolding", "lead__company", "began") == [("甲公司", "entered")]
