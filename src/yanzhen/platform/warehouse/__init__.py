"""The analysis engine's store: columnar copies of facts, refreshed partition by partition, queried through `engine`."""

from yanzhen.platform.warehouse.extracts import Extract, by_block, by_month, register, whole
from yanzhen.platform.warehouse.refreshing import Freshness, NotReady, fresh_at, freshness, rebuild, refresh

__all__ = [
    "Extract",
    "Freshness",
    "NotReady",
    "by_block",
    "by_month",
    "fresh_at",
    "freshness",
    "rebuild",
    "refresh",
    "register",
    "whole",
]
