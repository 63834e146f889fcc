"""What is asked of a running app."""

from autograder.probes._adapters import (
    AdapterCall,
    AdapterOutcome,
    AskedAdapters,
    Message,
    Trouble,
    asked_adapters,
)
from autograder.probes._alone import DOORS, Alone, Call, Make, Outcome, ask_alone
from autograder.probes._buying_alone import (
    CHARGE_TAKES,
    Bought,
    BoughtAlone,
    Concert,
    PromoTerms,
    PurchaseCase,
    TierTerms,
    buy_alone,
)
from autograder.probes._checking_in_alone import CheckedInAlone, DoorStep, LetIn, check_in_alone
from autograder.probes._composed import ComposedApp, ComposedApps, Composition, Together
from autograder.probes._counted import CountedApp, Rows, Statement, Tally, counted_app
from autograder.probes._crashing import Crashing, Death, Look, PaymentsTrouble, Play, crashing
from autograder.probes._fuzz import FuzzedRequest, fuzzed
from autograder.probes._learner_tests import LearnerTests, TestOutcome, TestRun
from autograder.probes._partner_import import Imported, SalesRow, import_sales
from autograder.probes._ruled import ServingRules
from autograder.probes._serving import Boxoffice, Question, ServingBoxoffices
from autograder.probes._settings import Made, MadeSettings, made_settings
from autograder.probes._stacks import (
    DJANGO,
    FASTAPI,
    FLASK,
    FRAMEWORKS,
    OTHER_FRAMEWORKS,
    Filled,
    Framework,
    Stack,
    StackApp,
    serve_stack,
)
from autograder.probes._told import Place, Sight
from autograder.probes._troubled import LogEvent, TroubledApp, troubled_app
from autograder.probes._walk import Difference, Step, Walk, differences, id_in, walk
from autograder.probes._watched import Pending, WatchedApp, watched_app
from autograder.probes._who_asks import AskedRoute, Asking, Route, WhoAsks, who_asks
from autograder.probes.inside.adapters import IS_THERE
from autograder.probes.inside.composed_app import THE_SAME

__all__ = [
    "CHARGE_TAKES",
    "DJANGO",
    "DOORS",
    "FASTAPI",
    "FLASK",
    "FRAMEWORKS",
    "IS_THERE",
    "OTHER_FRAMEWORKS",
    "THE_SAME",
    "AdapterCall",
    "AdapterOutcome",
    "Alone",
    "AskedAdapters",
    "AskedRoute",
    "Asking",
    "Bought",
    "BoughtAlone",
    "Boxoffice",
    "Call",
    "CheckedInAlone",
    "ComposedApp",
    "ComposedApps",
    "Composition",
    "Concert",
    "CountedApp",
    "Crashing",
    "Death",
    "Difference",
    "DoorStep",
    "Filled",
    "Framework",
    "FuzzedRequest",
    "Imported",
    "LearnerTests",
    "LetIn",
    "LogEvent",
    "Look",
    "Made",
    "MadeSettings",
    "Make",
    "Message",
    "Outcome",
    "PaymentsTrouble",
    "Pending",
    "Place",
    "Play",
    "PromoTerms",
    "PurchaseCase",
    "Question",
    "Route",
    "Rows",
    "SalesRow",
    "ServingBoxoffices",
    "ServingRules",
    "Sight",
    "Stack",
    "StackApp",
    "Statement",
    "Step",
    "Tally",
    "TestOutcome",
    "TestRun",
    "TierTerms",
    "Together",
    "Trouble",
    "TroubledApp",
    "Walk",
    "WatchedApp",
    "WhoAsks",
    "ask_alone",
    "asked_adapters",
    "buy_alone",
    "check_in_alone",
    "counted_app",
    "crashing",
    "differences",
    "fuzzed",
    "id_in",
    "import_sales",
    "made_settings",
    "serve_stack",
    "troubled_app",
    "walk",
    "watched_app",
    "who_asks",
]
