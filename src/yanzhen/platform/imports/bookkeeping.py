"""What an import must remember of each batch so that it can be taken back: keys made, values changed."""

from collections.abc import Iterable

from yanzhen.platform.imports.lining import plain
from yanzhen.platform.imports.plans import Step
from yanzhen.platform.imports.saving import Outcome
from yanzhen.platform.models import Job
from yanzhen.platform.models.imports import ImportBatch, ImportTouch


def keep(job: Job, step: Step, outcome: Outcome) -> None:
    """Write it down in the transaction of the batch; new records cost one entry for a whole run of keys."""
    if not outcome.created and not outcome.updated:
        return
    batch = ImportBatch.objects.create(
        job=job,
        noun_name=step.noun.name,
        step=step.name[:80],
        created=runs(d.instance.pk for d in outcome.created),
        updated=[
            {"pk": d.instance.pk, "version": d.instance.version, "before": d.before, "lines": d.lines_before}
            for d in outcome.updated
        ],
    )
    ImportTouch.objects.bulk_create(
        ImportTouch(
            job=job,
            batch=batch,
            noun_name=touch.noun,
            object_id=touch.key,
            version_from=touch.versions[0],
            version_to=touch.versions[1],
            before={a: plain(v) for a, v in touch.before.items()},
            after={a: plain(v) for a, v in touch.after.items()},
        )
        for touch in outcome.touches
    )


def runs(keys: Iterable[int]) -> list[list[int]]:
    """Keys as runs of neighbours: 4 5 6 9 are [4, 6] and [9, 9]."""
    found: list[list[int]] = []
    for key in sorted(keys):
        if found and found[-1][1] == key - 1:
            found[-1][1] = key
        else:
            found.append([key, key])
    return found


def keys(runs: Iterable[list[int]]) -> list[int]:
    """The keys of some runs."""
    return [key for first, last in runs for key in range(first, last + 1)]
