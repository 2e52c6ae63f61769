import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

PLACE = Path("docs") / "api" / "openapi.json"


def described() -> str:
    """The description of the API as it is kept in the repository, in English whatever the settings say."""
    from django.utils import translation

    from yanzhen.config.api import api

    with translation.override("en"):
        return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, default=str) + "\n"


def generated() -> str:
    """The same from a process of its own: labels go into shapes in the language of the first import."""
    code = f"import django; django.setup(); from {__name__} import described; print(described(), end='')"
    surroundings = {**os.environ, "YANZHEN_LANGUAGE": "en", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=surroundings, capture_output=True, encoding="utf-8", check=True).stdout


class Command(BaseCommand):
    """Writes the description of the API, so that a change of it shows in review."""

    help = "Write the OpenAPI description of the API to docs/api/openapi.json (or elsewhere)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, default=settings.ROOT / PLACE, help="another file")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["output"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(generated(), encoding="utf-8")
        self.stdout.write(str(target))
