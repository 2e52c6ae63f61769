"""What the API of targets takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from yanzhen.planning.enums import TargetMethodCode

Amount = Annotated[str, Field(pattern=r"^-?[0-9]{1,18}(\.[0-9]{1,6})?$", examples=["1234.50"])]
MethodCode: Any = Literal[tuple(TargetMethodCode.values)]  # type: ignore[valid-type]


class TargetPart(Schema):
    """A part of a plan that can have a target of its own."""

    code: str
    side: str
    key: int | None
    name: str
    has_target: bool


class TargetInput(Schema):
    """An input of a method. Rates are in ratio form: 1.12 is 112 %. `suggested` is what the sources say instead."""

    name: str
    row: str
    label: str
    value: str | None
    currency: str
    taken: str
    about: str
    note: str
    reason: str
    suggested: str | None


class TargetStep(Schema):
    """One line of the working in words, and what comes out."""

    text: str
    result: str


class TargetMethodAnswer(Schema):
    """A method: formula, inputs, working, both figures or the reason why there is none."""

    method: str
    label: str
    formula: str
    masked: bool
    inputs: list[TargetInput]
    steps: list[TargetStep]
    realistic: str | None
    ideal: str | None
    problem: str
    odd: list[str]
    weight: int
    is_left_out: bool
    left_out_reason: str


class TargetMethodsAnswer(Schema):
    """A target with its seven methods and their weighted mean."""

    id: int
    plan: int
    part: str
    edition: int
    state: str
    currency: str
    realistic: str | None
    ideal: str | None
    reason: str
    decided_by: str
    approved_by: str
    decided_at: datetime | None
    version: int
    weighted_realistic: str | None
    weighted_ideal: str | None
    methods: list[TargetMethodAnswer]


class TargetEntryIn(Schema):
    """A typed input; a null value takes it away, `back` returns to what the sources say."""

    model_config = ConfigDict(extra="forbid")
    name: str
    row: str = ""
    value: Amount | None = None
    reason: str = ""
    back: bool = False


class TargetEntriesIn(Schema):
    model_config = ConfigDict(extra="forbid")
    entries: list[TargetEntryIn]


class TargetWeightIn(Schema):
    """The weight; a reason in `left_out` leaves the method out, an empty one takes it back in."""

    model_config = ConfigDict(extra="forbid")
    weight: int | None = Field(None, ge=0, le=100)
    left_out: str | None = None


class TargetDecisionIn(Schema):
    model_config = ConfigDict(extra="forbid")
    realistic: Amount
    ideal: Amount
    reason: str
    version: int | None = Field(None, ge=0, le=2**31 - 1)


class TargetDecided(Schema):
    """The decision in force, and those of parts."""

    realistic: str
    ideal: str
    parts: list["TargetDecidedPart"]


class TargetDecidedPart(Schema):
    side: str
    key: int
    realistic: str


class TargetComparedLine(Schema):
    label: str
    a: str
    b: str
    differs: bool


class TargetComparedMethod(Schema):
    label: str
    lines: list[TargetComparedLine]


class TargetComparison(Schema):
    """Two editions side by side, in words."""

    lines: list[TargetComparedLine]
    methods: list[TargetComparedMethod]


class DeclarationLine(Schema):
    """A person's declaration beside trend and potential."""

    person: int
    name: str
    unit: str
    declaration: int | None
    sales: list[str | None]
    trend: str | None
    potential: str | None
    expected: str | None
    declared: str | None
    corrected: str | None
    suggested: str | None
    ratio: str | None
    flag: str
    has_left: bool


class DeclarationTable(Schema):
    """Everybody in reach, the sums, and the share of the market they mean."""

    lines: list[DeclarationLine]
    declared: str
    counted: str
    expected: str
    uncovered: str
    industry: str | None
    share: str | None
    share_now: str | None
    timid_below: str
    boastful_above: str


class OwnDeclarationIn(Schema):
    model_config = ConfigDict(extra="forbid")
    amount: Amount
    note: str = Field("", max_length=300)


class OwnDeclaration(Schema):
    id: int
    plan: int
    amount: str
    note: str
    corrected: str | None


class CorrectionIn(Schema):
    """The corrected figure and why; null takes the correction away."""

    model_config = ConfigDict(extra="forbid")
    corrected: Amount | None = None
    reason: str = Field("", max_length=300)


class DeclarationRulesIn(Schema):
    """Both thresholds in ratio form: 0.90 is 90 %."""

    model_config = ConfigDict(extra="forbid")
    timid_below: Amount
    boastful_above: Amount


class RetrospectiveAnswerOut(Schema):
    """A question about the period before, and its answer."""

    question: str
    text: str
    answer: str
    answered_by: str
    answered_at: datetime | None


class RetrospectiveOut(Schema):
    answers: list[RetrospectiveAnswerOut]
    missing: list[str]


class RetrospectiveIn(Schema):
    model_config = ConfigDict(extra="forbid")
    answers: dict[str, str]


TargetDecided.model_rebuild()
