"""The small firm's collision cases, merges and groups of duplicates: one of each salesperson."""

from typing import Any

from django.apps import apps

SHARES = {"shares_phone": True, "shares_phone_because": "所有人的总机"}


def build(firm: Any, words: dict[str, str]) -> None:
    """One case, one merge and one group for each seller; their texts carry the seller's word."""
    for number, (name, word) in enumerate(words.items(), 1):
        seller, customer = firm.employees[name], firm.row("crm.customer", name)
        case = apps.get_model("crm.CollisionCase").objects.create(
            number=f"CC-{number:04}", one=customer, claimant=seller, claimant_unit_id=seller.unit_id, way="panel",
            claim=word, said=word, user_id=firm.users[name].pk, who=name,
        )  # fmt: skip
        merge = apps.get_model("crm.Merge").objects.create(
            survivor=customer, title=f"{word} → {word}", state="done", user_id=firm.users[name].pk, who=name
        )
        group = apps.get_model("crm.DuplicateGroup").objects.create(
            employee_id=seller.pk, user_id=firm.users[name].pk, who=name, title=f"{word} = {word}", size=2, score=3.0,
            chance=0.9,
        )  # fmt: skip
        for row in (case, merge, group):
            firm.rows.setdefault(row.noun(), {})[name] = row
