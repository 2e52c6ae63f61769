"""Every word that the scripts of the phone's page say, in the reader's language; places in braces are filled there."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.field.enums.visits import VisitKind, VisitResult, VisitState
from yanzhen.field.forms.visit_reports import NEEDS, STEPS


def all_words() -> dict[str, Any]:
    """By the names under which the scripts know them."""
    return {
        **_shell(), **_visit(), **_report(), **_order(), **_queue(), **_troubles(), **_answers(),
        "kinds": {kind.value: str(kind.label) for kind in VisitKind},
        "states": {state.value: str(state.label) for state in VisitState},
        "results": {result.value: str(result.label) for result in VisitResult},
    }  # fmt: skip


def _shell() -> dict[str, str]:
    return {
        "title": _("Visits today"),
        "today": _("Today"),
        "tomorrow": _("Tomorrow"),
        "online": pgettext("network", "Online"),
        "offline": pgettext("network", "Offline"),
        "offlineNotice": _("No network. Everything you enter is kept on this phone and sent later."),
        "asOf": _("as of {time}"),
        "asOfDay": _("as of {day} {time}"),
        "sync": pgettext("button", "Send and refresh"),
        "syncing": _("Sending…"),
        "carrying": _("Photo or voice note on its way"),
        "loading": _("Loading today's visits…"),
        "unsent": _("{n} not sent"),
        "allSent": _("All sent"),
        "needYou": _("{n} need a word from you"),
        "show": pgettext("button", "Show"),
        "noVisits": _("No visits today"),
        "noVisitsText": _("Plan your day in the week planner, or enter a visit you just make."),
        "nothingKept": _("Nothing on this phone yet"),
        "nothingKeptText": _("Open this page once with network; from then on it also works without."),
        "noVisitsElse": _("Here stand the visits that you make yourself. Those of your people stand under Visits."),
        "planWeek": _("Plan the week"),
        "allVisits": _("All visits"),
        "late": _("overdue {amount}"),
        "newVisit": pgettext("button", "Unplanned visit"),
        "newOrder": pgettext("button", "Order"),
        "install": _("Put Visits today on the home screen: it then opens like an app, also without network."),
        "installDo": pgettext("button", "Add to home screen"),
        "installApple": _("In Safari: Share, then “Add to Home Screen”."),
        "later": pgettext("button", "Not now"),
        "back": pgettext("button", "Back"),
        "save": pgettext("button", "Save"),
        "close": pgettext("button", "Close"),
        "notSentYet": _("not sent yet"),
        "saved": _("Kept on this phone."),
        "savedSending": _("Saved."),
        "optional": _("optional"),
    }


def _visit() -> dict[str, str]:
    return {
        "visit": _("Visit"),
        "checkIn": pgettext("button", "Check in"),
        "checkInWithout": pgettext("button", "Check in without a place"),
        "locating": _("Looking for your place…"),
        "noPlace": _("No place found; check in without one."),
        "placeDenied": _("The browser may not know your place. Allow it in its settings, or check in without."),
        "checkedIn": _("Checked in at {time}"),
        "distance": _("{distance} from the customer"),
        "accuracy": _("accurate to {distance}"),
        "swapped": _("The customer's place on the map looks wrong."),
        "purpose": _("What for"),
        "reason": _("Valid business reason"),
        "best": _("Best commitment"),
        "least": _("Least commitment"),
        "bring": _("Bring along"),
        "experts": _("Who comes along"),
        "facts": _("Customer"),
        "contacts": _("Contacts"),
        "call": _("Call {name}"),
        "address": pgettext("of a customer", "Address"),
        "way": pgettext("button", "Show the way"),
        "class": pgettext("of a customer", "class"),
        "lastOrder": _("Last order"),
        "never": _("none yet"),
        "owed": _("Owed"),
        "overdue": _("of it overdue {amount}"),
        "nothingOwed": _("nothing"),
        "deals": _("Open opportunities"),
        "lastVisit": _("Last visit"),
        "needsThen": _("Needs then"),
        "nextThen": _("Agreed then"),
        "steps": _("Steps"),
        "stepsDone": _("{done} of {all}"),
        "answer": _("Answer"),
        "photo": pgettext("button", "Photo"),
        "voice": pgettext("button", "Voice note"),
        "stop": pgettext("button", "Stop recording"),
        "recording": _("Recording {time}"),
        "noMicrophone": _("No microphone, or it may not be used here."),
        "photoBad": _("This picture cannot be read. Take it again as JPEG."),
        "photoKept": _("Photo kept ({size})."),
        "voiceKept": _("Voice note kept ({time})."),
        "countStock": pgettext("button", "Count stock"),
        "stockTitle": _("Stock and age of goods"),
        "producedOn": _("Produced on"),
        "shelfDays": _("Shelf life in days"),
        "stockMissing": _("Add what stands there, with a quantity."),
        "stockLines": _("{n} products counted"),
        "minutes": _("{n} min"),
        "fixed": pgettext("appointment", "fixed"),
        "factsMissing": _("Facts of this customer come with the next connection."),
        "openRecord": pgettext("button", "Open the record"),
    }


def _answers() -> dict[str, Any]:
    """The usual answers of a report, as on its page."""
    return {
        "needKinds": [str(text) for text in NEEDS.values()],
        "stepKinds": [
            {"text": str(text), "kind": "visit" if code == "visit" else "task"} for code, text in STEPS.items()
        ],
        "joiner": pgettext("between the items of a list", ", "),
    }  # fmt: skip


def _report() -> dict[str, str]:
    return {
        "report": pgettext("button", "Report"),
        "reportAgain": pgettext("button", "Change the report"),
        "result": _("What was reached?"),
        "resultMissing": _("Say what was reached."),
        "needs": _("Needs"),
        "needsHint": _("What does the customer need?"),
        "remark": _("Remark"),
        "rival": _("Competitor"),
        "rivalNone": _("nothing new"),
        "rivalOther": _("another one"),
        "rivalName": _("Name of the competitor"),
        "rivalWords": _("What did you see or hear?"),
        "rivalPrice": _("Their price"),
        "nextStep": _("Next step"),
        "nextHint": _("What is to be done?"),
        "nextOn": _("By when"),
        "nextMissing": _("A next step has words and a day."),
        "inDays": _("in {n} days"),
        "asTask": _("as a task"),
        "asVisit": _("as a visit"),
        "more": _("More"),
    }


def _order() -> dict[str, str]:
    return {
        "order": _("Order"),
        "customer": _("Customer"),
        "customerFind": _("Find a customer"),
        "customerMissing": _("Choose a customer."),
        "noneFound": _("Nothing found"),
        "kind": _("Kind of visit"),
        "visitReason": _("What is the visit for?"),
        "startVisit": pgettext("button", "Begin the visit"),
        "goods": _("Goods"),
        "goodsFind": _("Find goods by name or code"),
        "goodsMissing": _("Add goods with a quantity above zero."),
        "quantity": _("Quantity"),
        "more1": _("one more"),
        "less1": _("one less"),
        "removeLine": _("Remove {name}"),
        "total": _("Total"),
        "listPrice": _("list price"),
        "noPrice": _("no list price"),
        "orderNote": _("It becomes a draft; prices are checked when it arrives."),
        "takeOrder": pgettext("button", "Keep the order"),
        "goodsEmpty": _("No goods on this phone yet; they come with the next connection."),
    }


def _queue() -> dict[str, Any]:
    return {
        "queue": _("Entries on this phone"),
        "waiting": _("Not sent yet"),
        "conflicts": _("Need a word from you"),
        "arrived": _("Sent of late"),
        "queueEmpty": _("Everything has been sent."),
        "asTyped": _("As typed"),
        "inBooks": _("In the books now"),
        "keepMine": pgettext("button", "Enter mine"),
        "takeTheirs": pgettext("button", "Leave theirs"),
        "asNote": pgettext("button", "Keep as a note"),
        "drop": pgettext("button", "Delete"),
        "dropSure": _("Delete what you typed? It was never sent."),
        "onlyOnline": _("Needs the network."),
        "sendAgain": pgettext("button", "Try again"),
        "refused": _("not accepted"),
        "inDoubt": _("The phone's clock was wrong; the time was corrected."),
        "allWaiting": _("All entries that wait"),
        "isSafe": _("This browser keeps them until they are sent."),
        "atRisk": _("The browser may clear them when this phone runs out of room: send them soon. On the home screen "
                    "they are safer."),
        "loose": _("Only held by this open page."),
        "kindNames": {
            "visit.create": _("Unplanned visit"), "visit.check_in": _("Check-in"),
            "visit.report": _("Visit report"), "visit.step": _("Step of a visit"), "visit.photo": _("Photo"),
            "visit.stock": _("Stock counted"), "visit.voice": _("Voice note"), "order": _("Order"),
        },
    }  # fmt: skip


def _troubles() -> dict[str, str]:
    return {
        "signIn": _("Sign in again to send {n} entries. They stay on this phone until then."),
        "signInDo": pgettext("button", "Sign in"),
        "signInPlain": _("Sign in again to see today's visits."),
        "full": _("This phone has no room left. What you just entered is only held by this open page: free some space, "
                  "or do not close it before everything is sent."),
        "narrow": _("This phone has hardly any room left. Free some space before you enter more without network."),
        "storageCleared": _("The browser cleared what this phone kept. {n} entries were still on this page and are "
                            "kept again; nothing is sent twice."),
        "clockWrong": _("The clock of this phone is wrong by {by}. What you enter is dated by the server's clock."),
        "storageOff": _("This browser keeps nothing for later (a private window?). Entries can only be sent at once."),
        "storageLost": _("The browser cleared what this phone kept: {n} entries that were not sent are gone. What had "
                         "arrived stands under “Sent of late”; enter the rest again."),
        "others": _("Entries of somebody else wait on this phone until they sign in."),
        "outdated": _("What was kept of your customers is older than three days and was removed. Connect to see it."),
        "server": _("The server does not answer; it is tried again in a moment."),
        "failed": _("That did not work: {why}"),
        "leaveSure": _("{n} entries were not sent yet. They stay on this phone and are sent when you sign in here "
                       "again. Sign out all the same?"),
        "leaveDo": pgettext("button", "Sign out"),
        "stay": pgettext("button", "Stay"),
    }  # fmt: skip
