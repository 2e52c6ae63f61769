"""The seven methods of setting a sales target; docs/algorithms/targets.md tells them one by one."""

from yanzhen.planning.calc.targets.methods import METHODS, Given, Method, Need, Weighed, weighted, work_out
from yanzhen.planning.calc.targets.outcome import COUNT, MONEY, RATIO, Outcome, Problem, Quantity, Step

__all__ = [
    "COUNT", "METHODS", "MONEY", "RATIO", "Given", "Method", "Need", "Outcome", "Problem", "Quantity", "Step",
    "Weighed", "weighted", "work_out",
]  # fmt: skip
