"""Records that refer to records of their own kind: units below units, people below managers.

They may stand in any order in the file, so a step that fills such a relation is read as a whole; what runs in a circle,
within the file or through what is stored, is refused with the circle named.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from yanzhen.platform.imports.nouns import Draft
from yanzhen.platform.imports.plans import Step
from yanzhen.platform.imports.rows import Rejected
from yanzhen.platform.imports.saving import Outcome, Saver


def is_tree(step: Step) -> bool:
    """Whether the step fills a relation of a noun to itself."""
    return any(name in step.fields for name in step.noun.trees)


def save(saver: Saver, drafts: list[Draft]) -> Outcome:
    """Save parents before children; refuse circles."""
    outcome = Outcome()
    step, key = saver.step, saver.step.key[0]
    by_code = {d.values[key]: d for d in drafts}
    for name in step.noun.trees:
        if name in step.fields:
            for draft, chain in list(_circles(saver, name, by_code)):
                column = ", ".join(sorted(step.fields[name].columns()))
                reason = _("this would close a circle: {chain}").format(chain=" → ".join(chain))
                outcome.rejected.append((draft, Rejected(draft.numbers[0], column, reason)))
                del by_code[draft.values[key]]
    for layer in _layers(step, by_code):
        outcome.add(saver.save(layer))
    return outcome


def _circles(saver: Saver, name: str, by_code: dict[str, Draft]) -> Iterator[tuple[Draft, list[str]]]:
    """Drafts on a circle of one relation, with the circle; the file goes before what is stored."""
    key = saver.step.key[0]
    stored = dict(saver.noun.model._default_manager.values_list(key, f"{name}__{key}"))
    upward = stored | {code: draft.values[name] for code, draft in by_code.items()}
    sound: set[str] = set()
    for start in by_code:
        chain: list[str] = []
        code: str | None = start
        while code is not None and code not in sound and code not in chain:
            chain.append(code)
            code = upward.get(code)
        if code is not None and code in chain:
            circle = [*chain[chain.index(code) :], code]
            yield from ((by_code[c], circle) for c in circle[:-1] if c in by_code and c == start)
        else:
            sound.update(chain)


def _layers(step: Step, by_code: dict[str, Draft]) -> Iterator[list[Draft]]:
    """Drafts in an order in which everything referred to comes first.

    Two relations may cross (his manager is her second manager) without a circle in either; then the order within the
    file decides, and the later one is found only once it is stored.
    """
    names = [n for n in step.noun.trees if n in step.fields]
    left = dict(by_code)
    while left:
        ready = [c for c, d in left.items() if not any(d.values.get(n) in left and d.values[n] != c for n in names)]
        layer = ready or list(left)[:1]
        yield [left.pop(code) for code in layer]
