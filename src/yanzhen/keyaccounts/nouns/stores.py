from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.keyaccounts import forms, lists
from yanzhen.keyaccounts.enums import ChanceState
from yanzhen.keyaccounts.models import Store, StoreOpportunity
from yanzhen.keyaccounts.nouns.agreements import SECTION
from yanzhen.keyaccounts.queries import shelves, words
from yanzhen.keyaccounts.queries import stores as store_rows
from yanzhen.keyaccounts.services import chances, stores
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Noun, Tab
from yanzhen.platform.search import Find

_s, _o = partial(describe, Store), partial(describe, StoreOpportunity)
STORES = nouns.declare(
    Noun(
        model=Store,
        slug="stores",
        icon="building-store",
        list=lists.STORES,
        fields=[
            _s("number"),
            _s("name"),
            _s("name_en"),
            _s("agreement", page=lists.AGREEMENT),
            _s("agreement__customer", page=lists.CUSTOMER, label=_("key account")),
            _s("format"),
            _s("outlet", page=lists.CUSTOMER),
            _s("province"),
            _s("city"),
            _s("address"),
            _s("longitude"),
            _s("latitude"),
            _s("is_active"),
            _s("version"),
        ],
        groups={_("Place"): ("province", "city", "address", "longitude", "latitude")},
        form=forms.StoreForm,
        services=stores,
        find=Find(titles=("name", "name_en"), codes=("number",), shown=("agreement", "city")),
    )
)
CHANCES = nouns.declare(
    Noun(
        model=StoreOpportunity,
        slug="store-opportunities",
        icon="target-arrow",
        list=lists.CHANCES,
        fields=[
            _o("number"),
            _o("store", page=lists.STORE),
            _o("store__agreement__customer", page=lists.CUSTOMER, label=_("key account")),
            _o("kind"),
            _o("state", tones=lists.CHANCE_TONES),
            _o("product", page=lists.PRODUCT),
            _o("reason", words=words.reason),
            _o("potential", kind="money", currency="currency"),
            _o("result", kind="money", currency="currency"),
            _o("currency"),
            _o("week"),
            _o("since"),
            _o("carried"),
            _o("owner", page=lists.PERSON),
            _o("due_on"),
            _o("remark"),
            _o("version"),
        ],
        groups={
            _("What"): ("store", "customer", "kind", "product", "reason"),
            _("Worth"): ("potential", "result", "currency"),
            _("When and who"): ("week", "since", "carried", "owner", "due_on"),
        },
        state="state",
        form=forms.StoreOpportunityForm,
        services=chances,
        actions=[
            Action(
                "done", pgettext_lazy("button", "Done"), chances.done, "circle-check",
                lambda row: row.state == ChanceState.OPEN, primary=True,
            ),
            Action(
                "drop", pgettext_lazy("button", "Drop it"), chances.drop, "x",
                lambda row: row.state == ChanceState.OPEN,
            ),
            Action(
                "reopen", pgettext_lazy("button", "Open again"), chances.reopen, "refresh",
                lambda row: row.state != ChanceState.OPEN,
            ),
        ],
        may_change=lambda row: row.state == ChanceState.OPEN,
        find=Find(number="number", starts=("SP-",), rank="week", shown=("store", "kind", "state")),
    )
)  # fmt: skip
nouns.relate(
    "keyaccounts.agreement",
    Tab("stores", _("Stores"), "keyaccounts.store", "agreement"),
    Tab("chances", _("Store opportunities"), "keyaccounts.storeopportunity", "agreement"),
    order=60,
)
nouns.relate("keyaccounts.store", Tab("chances", _("Store opportunities"), "keyaccounts.storeopportunity", "store"))
store_rows.declare_source(shelves.seen)
navigation.add(
    navigation.Place(
        48, _("Store opportunities"), "target-arrow", "keyaccounts:week", "keyaccounts.view_storeopportunity",
        section=SECTION,
    )
)  # fmt: skip
navigation.add_creator(
    navigation.Place(
        76, _("Store opportunity"), "target-arrow", "keyaccounts:storeopportunity_add",
        "keyaccounts.add_storeopportunity",
    )
)  # fmt: skip
