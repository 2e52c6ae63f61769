"""`yanzhen worker`: the background process."""

import os
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yanzhen.platform import worker


class Command(BaseCommand):
    """Runs until it is told to stop; one for each installation's folder."""

    help = "Runs queued jobs and the schedule. `yanzhen serve` starts one by itself."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        background = worker.Background(parent=int(os.environ.get("YANZHEN_PARENT", "0")))
        signal.signal(signal.SIGINT, background.stop)
        signal.signal(signal.SIGTERM, background.stop)
        try:
            with worker.only_one(settings.VAR):
                background.run()
        except worker.AlreadyRunning as error:
            raise CommandError(str(error)) from error
