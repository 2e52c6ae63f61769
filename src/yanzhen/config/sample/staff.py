"""The firm itself: units, posts, people, who sat where when, and who covers which territory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import numpy as np

from yanzhen.config.sample import words
from yanzhen.config.sample.places import PLACES, REGION_CODES, REGIONS
from yanzhen.config.sample.tables import Plan, day_number
from yanzhen.lib import periods

# code: (name, English name, kind of job, base pay a month)
POSITIONS = {
    "GM": ("总经理", "General manager", "supporting", 45_000),
    "DIRECTOR": ("销售总监", "Sales director", "supporting", 32_000),
    "MANAGER": ("大区经理", "Regional manager", "maintaining", 19_000),
    "LEAD": ("销售主管", "Team leader", "maintaining", 11_000),
    "REP": ("销售代表", "Sales representative", "maintaining", 7_000),
    "HUNTER": ("开发代表", "Business developer", "developing", 7_500),
    "KAM": ("大客户经理", "Key-account manager", "maintaining", 17_000),
    "KA": ("大客户代表", "Key-account representative", "maintaining", 10_000),
    "CLERK": ("销售内勤", "Inside clerk", "supporting", 6_000),
    "FINANCE": ("信用会计", "Credit accountant", "supporting", 9_000),
    "SERVICE": ("客服专员", "Service agent", "supporting", 6_000),
    "HR": ("人事专员", "HR officer", "supporting", 8_500),
    "IT": ("系统管理员", "System administrator", "supporting", 11_000),
    "AUDIT": ("审计专员", "Auditor", "supporting", 12_000),
    "SECURITY": ("安全管理员", "Security officer", "supporting", 11_000),
}
DEPARTMENTS = {
    "KA": ("大客户部", "Key Accounts", "SALES"),
    "SUPPORT": ("销售支持部", "Sales Support", "SALES"),
    "FIN": ("财务部", "Finance", "HQ"),
    "SVC": ("客户服务部", "Customer Service", "HQ"),
    "HR": ("人力资源部", "Human Resources", "HQ"),
    "IT": ("信息技术部", "Information Technology", "HQ"),
    "AUD": ("审计部", "Internal Audit", "HQ"),
}
# Sellers per region at scale 1, team leaders included.
SELLERS = {"E": 8, "S": 6, "N": 6, "C": 4, "SW": 3, "NW": 2, "NE": 4}
# (post, department, people at scale 1)
STAFF = (
    ("KA", "KA", 3),
    ("CLERK", "SUPPORT", 3),
    ("FINANCE", "FIN", 3),
    ("SERVICE", "SVC", 3),
    ("HR", "HR", 2),
    ("IT", "IT", 2),
    ("AUDIT", "AUD", 1),
)
NAMED = {
    "director": ("沈雁秋", "Shen Yanqiu"),
    "manager.east": ("陆承远", "Lu Chengyuan"),
    "rep.east": ("林晓帆", "Lin Xiaofan"),
    "rep.south": ("陈志豪", "Chen Zhihao"),
    "ka": ("顾清妍", "Gu Qingyan"),
    "clerk": ("王小满", "Wang Xiaoman"),
    "finance": ("郑文静", "Zheng Wenjing"),
    "service": ("何暖", "He Nuan"),
    "hr": ("苏婉清", "Su Wanqing"),
    "admin": ("江一舟", "Jiang Yizhou"),
    "auditor": ("严谨行", "Yan Jinxing"),
    "security": ("秦守一", "Qin Shouyi"),
}


@dataclass
class Staff:
    """Rows to load, and what the trade needs to know about the people."""

    units: list[dict[str, Any]] = field(default_factory=list)
    employees: list[dict[str, Any]] = field(default_factory=list)
    assignments: list[dict[str, Any]] = field(default_factory=list)
    coverages: list[dict[str, Any]] = field(default_factory=list)
    signs_in: dict[str, int] = field(default_factory=dict)
    covering: dict[int, list[int]] = field(default_factory=dict)
    key_account_people: list[int] = field(default_factory=list)
    handovers: list[tuple[int, tuple[int, ...], int, tuple[int, ...]]] = field(default_factory=list)
    buncher: int = 0
    fading: int = 0

    def unit_arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """By employee key: the unit now, the unit before, and the day of the move (0 for none)."""
        now, before, moved = (np.zeros(len(self.employees) + 1, np.int64) for _ in range(3))
        for row in self.assignments:
            person = row["employee_id"]
            if row["ends_on"] is None:
                now[person], moved[person] = row["unit_id"], day_number(row["starts_on"]) if before[person] else 0
            else:
                before[person] = row["unit_id"]
                now[person] = now[person] or row["unit_id"]
        return now, before, moved


class Builder:
    """Hires people into a tree of units."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.rng, self.staff = plan, plan.rng("staff"), Staff()
        self.size = max(0.2, 1.2 * plan.scale**0.5 - 0.2)  # of those who are counted; some posts exist once
        self.unit_ids: dict[str, int] = {}
        self.positions = {code: i for i, code in enumerate(POSITIONS, 1)}
        self.names = self._names()
        self.first_hire = periods.shifted(plan.months[0], -96)

    def people(self, at_scale_one: int) -> int:
        return max(1, round(at_scale_one * self.size))

    def _names(self) -> Iterator[tuple[str, str]]:
        used = {name for name, _ in NAMED.values()}
        surnames, given = words.SURNAMES, words.GIVEN
        weights = np.linspace(3, 1, len(surnames) // 2)
        for attempt in count():
            s = 2 * int(self.rng.choice(len(weights), p=weights / weights.sum()))
            g = 2 * int(self.rng.integers(len(given) // 2))
            name = surnames[s] + given[g]
            if name not in used or attempt > 5_000:
                used.add(name)
                yield name, f"{surnames[s + 1]} {given[g + 1]}"

    def unit(self, code: str, name: str, name_en: str, kind: str, parent: str = "") -> int:
        """Found a unit."""
        key = self.unit_ids[code] = len(self.unit_ids) + 1
        path = self.staff.units[self.unit_ids[parent] - 1]["path"] if parent else "/"
        self.staff.units.append({
            "id": key, "code": code, "name": name, "name_en": name_en, "company_id": 1, "kind": kind,
            "parent_id": self.unit_ids.get(parent), "path": f"{path}{key}/",
        })  # fmt: skip
        return key

    def hire(self, post: str, unit: str, manager: int | None, sign_in: str = "", second: int | None = None) -> int:
        """Hire a person, with one assignment from the first day on."""
        key = len(self.staff.employees) + 1
        name, name_en = NAMED[sign_in] if sign_in else next(self.names)
        hired = self.first_hire + timedelta(days=int(self.rng.integers(96 * 30)))
        local = name_en.lower().replace("ü", "v").replace(" ", ".")
        pay = POSITIONS[post][3] * float(self.rng.uniform(0.92, 1.25))
        line = {"unit_id": self.unit_ids[unit], "position_id": self.positions[post], "manager_id": manager}
        self.staff.employees.append({
            "id": key, "number": f"Y{key:04d}", "name": name, "name_en": name_en, **line,
            "second_manager_id": second, "phone": f"1{self.rng.integers(30, 100)}{self.rng.integers(10**8):08d}",
            "email": f"{local}.{key}@yanqi.example", "base_pay": Decimal(round(pay / 100) * 100), "hired_on": hired,
            "left_on": None,
        })  # fmt: skip
        self.staff.assignments.append(
            {"employee_id": key, **line, "second_manager_id": second, "starts_on": hired, "ends_on": None}
        )
        if sign_in:
            self.staff.signs_in[sign_in] = key
        return key

    def build(self) -> Staff:
        """Everybody, from the top down."""
        self.unit("HQ", "雁栖家具有限公司", "Yanqi Furniture Co., Ltd.", "company")
        self.unit("SALES", "销售中心", "Sales Centre", "department", "HQ")
        chief = self.hire("GM", "HQ", None)
        director = self.hire("DIRECTOR", "SALES", chief, "director")
        managers = {}
        for code in REGION_CODES:
            name, name_en, _trend = REGIONS[code]
            self.unit(code, f"{name}大区", f"{name_en} Office", "region", "SALES")
            managers[code] = self.hire("MANAGER", code, director, "manager.east" if code == "E" else "")
        for code, (name, name_en, parent) in DEPARTMENTS.items():
            self.unit(code, name, name_en, "department", parent)
        ka = self.hire("KAM", "KA", director, "ka")
        for code in REGION_CODES:
            self._region(code, managers[code], ka)
        self._departments(chief, director, ka, managers)
        self.hire("SECURITY", "IT", chief, "security")
        self._moves(managers)
        for number, row in enumerate(self.staff.assignments, 1):
            row["id"] = number
        for number, row in enumerate(self.staff.coverages, 1):
            row["id"] = number
        return self.staff

    def _region(self, code: str, manager: int, ka: int) -> None:
        name, name_en, _trend = REGIONS[code]
        sellers = max(2, self.people(SELLERS[code]))
        teams = max(1, round(sellers / min(8.0, 2.4 + 0.6 * self.size)))
        people = []
        for number, members in enumerate(np.array_split(np.arange(sellers), teams), 1):
            team = f"{code}{number}"
            written = "一二三四五六七八九十"[number - 1] if number <= 10 else str(number)
            self.unit(team, f"{name}销售{written}组", f"{name_en} Team {number}", "team", code)
            lead = self.hire("LEAD", team, manager)
            people.append(lead)
            for place in range(1, len(members)):
                # The first representatives of the first teams are the ones of the tour.
                sign_in = {"E1": "rep.east", "S1": "rep.south"}.get(team, "") if place == 1 else ""
                post = "HUNTER" if place % 4 == 3 else "REP"
                people.append(self.hire(post, team, lead, sign_in, ka if sign_in == "rep.south" else None))
        self._cover(code, people)

    def _cover(self, code: str, people: list[int]) -> None:
        """Share the territories out: as many people each as its trade asks for, and nobody without one."""
        places = [i for i, p in enumerate(PLACES) if p.region == code]
        weights = np.array([sum(c.weight for c in PLACES[i].cities) for i in places])
        position = (np.cumsum(weights) - weights / 2) / weights.sum()
        middle = (np.arange(len(people)) + 0.5) / len(people)
        pairs = {(int(np.abs(middle - p).argmin()), t) for t, p in enumerate(position)}
        pairs |= {(r, int(np.abs(position - m).argmin())) for r, m in enumerate(middle)}
        for person, place in sorted(pairs):
            self.staff.covering.setdefault(places[place], []).append(people[person])
            hired = self.staff.employees[people[person] - 1]["hired_on"]
            self.staff.coverages.append(
                {"employee_id": people[person], "territory_id": places[place] + 1, "starts_on": hired, "ends_on": None}
            )

    def _departments(self, chief: int, director: int, ka: int, managers: dict[str, int]) -> None:
        sign_ins = {"CLERK": "clerk", "FINANCE": "finance", "SERVICE": "service", "HR": "hr", "IT": "admin"}
        sign_ins["AUDIT"] = "auditor"
        regions = list(managers.values())
        self.staff.key_account_people = [ka]
        for post, unit, wanted in STAFF:
            boss = ka if post == "KA" else director if post == "CLERK" else chief
            for number in range(self.people(wanted)):
                second = regions[number % len(regions)] if post == "KA" else None
                sign_in = sign_ins.get(post, "") if number == 0 else ""
                person = self.hire(post, unit, boss, sign_in, second)
                if post == "KA":
                    self.staff.key_account_people.append(person)
                boss = boss if number or post in ("KA", "CLERK") else person

    def _moves(self, managers: dict[str, int]) -> None:
        """One seller came from another region, one from a region to key accounts, two have left."""
        day = self.plan.today - timedelta(days=500)
        of_team = {
            u["code"]: [e["id"] for e in self.staff.employees if e["unit_id"] == u["id"]] for u in self.staff.units
        }
        newcomer = next(of_team[team][-1] for team in ("E3", "E2", "E1") if team in of_team)
        self._moved(newcomer, "N1", of_team["N1"], day)
        self._moved(of_team["KA"][-1], "S1", of_team["S1"], self.plan.today - timedelta(days=290))
        self._left(of_team["NE1"][-1], self.plan.today - timedelta(days=200))
        self._left(of_team["C1"][-1], self.plan.today - timedelta(days=420))
        self.staff.buncher = of_team["SW1"][0]
        self.staff.fading = of_team["N1"][1 if len(of_team["N1"]) > 1 else 0]

    def _moved(self, person: int, old_unit: str, heirs: list[int], day: date) -> None:
        row = next(r for r in self.staff.assignments if r["employee_id"] == person and r["ends_on"] is None)
        former = min(row["starts_on"], periods.shifted(self.plan.months[0], -24))
        old = {**row, "unit_id": self.unit_ids[old_unit], "position_id": self.positions["REP"], "starts_on": former}
        old |= {"manager_id": heirs[0], "second_manager_id": None, "ends_on": day - timedelta(days=1)}
        row["starts_on"] = day
        self.staff.assignments.insert(0, old)
        self.staff.assignments.sort(key=lambda r: (r["ends_on"] is None, r["employee_id"]))
        self.staff.employees[person - 1]["hired_on"] = former
        colleagues = tuple(
            e["id"] for e in self.staff.employees if e["unit_id"] == row["unit_id"] and e["id"] != person
        )
        self.staff.handovers.append((person, tuple(heirs), day_number(day), colleagues))
        for coverage in [r for r in self.staff.coverages if r["employee_id"] == person]:
            coverage["starts_on"] = day
        territory = next(r["territory_id"] for r in self.staff.coverages if r["employee_id"] in heirs)
        ended = {"starts_on": former, "ends_on": day - timedelta(days=1)}
        self.staff.coverages.append({"employee_id": person, "territory_id": territory, **ended})

    def _left(self, person: int, day: date) -> None:
        team = [e["id"] for e in self.staff.employees if e["unit_id"] == self.staff.employees[person - 1]["unit_id"]]
        heirs = tuple(p for p in team if p != person) or (self.staff.employees[person - 1]["manager_id"],)
        self.staff.employees[person - 1]["left_on"] = day
        for row in (r for r in self.staff.assignments if r["employee_id"] == person):
            row["ends_on"] = day
        for row in (r for r in self.staff.coverages if r["employee_id"] == person):
            row["ends_on"] = day
        for people in self.staff.covering.values():
            if person in people:
                people.remove(person)
                people.extend(p for p in heirs if p not in people)
        known = {(r["employee_id"], r["territory_id"]) for r in self.staff.coverages}
        for row in [r for r in self.staff.coverages if r["employee_id"] == person]:
            new = {**row, "starts_on": day + timedelta(days=1), "ends_on": None}
            self.staff.coverages += [{**new, "employee_id": p} for p in heirs if (p, row["territory_id"]) not in known]
        self.staff.handovers.append((person, heirs, day_number(day), ()))
