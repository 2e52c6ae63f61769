"""`yanzhen bench NAME`: measure something, with a bare reference in the same run."""

import importlib.util
import json
from argparse import ArgumentParser
from pathlib import Path
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

FOLDER = Path(__file__).resolve().parents[5] / "bench"


class Command(BaseCommand):
    help = "Run one benchmark out of bench/; the last line is one JSON object: name, value, reference, ratio, unit."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "name", type=_file_name, choices=names() or None, help="the file in bench/, without .py; - is _"
        )
        parser.add_argument("--data", type=Path, help="folder of data, where a benchmark needs one")

    def handle(self, *args: Any, **options: Any) -> None:
        result = load(options["name"]).main(options["data"])
        missing = {"name", "value", "reference", "ratio", "unit"} - set(result)
        if missing:
            raise CommandError(f"the result lacks {', '.join(sorted(missing))}")
        self.stdout.write(json.dumps(result, ensure_ascii=False))


def _file_name(name: str) -> str:
    return name.replace("-", "_")


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def load(name: str) -> ModuleType:
    """Import one of them from its file."""
    spec = importlib.util.spec_from_file_location(f"yanzhen_bench_{name}", FOLDER / f"{name}.py")
    if spec is None or spec.loader is None:
        raise CommandError(f"there is no benchmark {name}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
