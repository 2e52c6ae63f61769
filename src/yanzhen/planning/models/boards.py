from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning.enums import Basis, Metric
from yanzhen.platform.base import Record, Scope, Scoped


class Board(Record):
    """A draft of how a plan's figures are spread: a cube of whole cents over two or three sides, with locks and floors.

    Cubes are stored compressed, little-endian 64-bit, in the order of `sides`; `keys` names the places of each side
    (months as 2027-01, things by key). `moves` counts the acts; editors name the count they saw, so that two people
    may work on one draft without losing anything. Nothing here counts before it is chosen and the plan is published.
    """

    plan = models.ForeignKey("planning.Plan", models.CASCADE, related_name="boards", verbose_name=_("plan"))
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    owner = models.ForeignKey(
        "organization.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=120)
    metric = models.CharField(_("metric"), max_length=16, choices=Metric.choices, default=Metric.REVENUE)
    basis = models.CharField(
        pgettext_lazy("of a spread", "basis"), max_length=12, choices=Basis.choices, default=Basis.HISTORY
    )
    sides = models.JSONField(_("sides"))
    keys = models.JSONField(_("places"))
    notes = models.JSONField(_("notes"), default=list, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    cells = models.BinaryField()
    locks = models.BinaryField()
    floors = models.BinaryField()
    weights = models.BinaryField()
    last_year = models.BinaryField()
    touched = models.BinaryField()
    moves = models.PositiveIntegerField(_("acts"), default=0, editable=False)
    total = models.DecimalField(_("total"), max_digits=18, decimal_places=2, default=0, editable=False)
    is_chosen = models.BooleanField(_("chosen"), default=False, editable=False)

    scope = Scope(owners=("owner_id",), unit="unit_id")
    unaudited = frozenset(
        {"cells", "locks", "floors", "weights", "last_year", "touched", "keys", "notes", "facts", "moves"}
    )

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        ordering = ["plan_id", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "unit", "metric"], condition=Q(is_chosen=True), name="one_chosen_board"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BoardMove(Scoped):
    """One act on a board: whose, when, in words, and what stood in the touched cells before and after."""

    board = models.ForeignKey("planning.Board", models.CASCADE, related_name="history", verbose_name=_("board"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=12)
    words = models.JSONField(default=dict)
    user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("user"))
    who = models.CharField(_("who"), max_length=150)
    at = models.DateTimeField(_("moment"), auto_now_add=True)
    is_undone = models.BooleanField(default=False)
    is_closed = models.BooleanField(default=False)
    places = models.BinaryField()
    before = models.BinaryField()
    after = models.BinaryField()

    scope = Scope(owners=("board__owner_id",), unit="board__unit_id")

    class Meta:
        verbose_name = _("act on a board")
        verbose_name_plural = _("acts on boards")
        ordering = ["board_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["board", "number"], name="board_acts_in_order")]

    def __str__(self) -> str:
        return f"{self.board_id} {self.number}"

    @classmethod
    def view_function(cls) -> str:
        return "planning.view_board"
