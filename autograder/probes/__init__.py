"""What is asked of a running app."""

from autograder.probes._alone import DOORS, Alone, Call, Make, Outcome, ask_alone
from autograder.probes._buying_alone import (
    Bought,
    BoughtAlone,
    Concert,
    PromoTerms,
    PurchaseCase,
    TierTerms,
    buy_alone,
)
from autograder.probes._composed import ComposedApp, ComposedApps, Composition, Together
from autograder.probes._learner_tests import LearnerTests, TestOutcome, TestRun
from autograder.probes._partner_import import Imported, SalesRow, import_sales
from autograder.probes._serving import Boxoffice, Question, ServingBoxoffices
from autograder.probes._walk import Difference, Step, Walk, differences, walk
from autograder.probes._told import Place, Sight
from autograder.probes._watched import Pending, WatchedApp, watched_app
from autograder.probes._who_asks import AskedRoute, Asking, Route, WhoAsks, who_asks

__all__ = [
    "DOORS",
    "Alone",
    "AskedRoute",
    "Asking",
    "Bought",
    "BoughtAlone",
    "Boxoffice",
    "Call",
    "ComposedApp",
    "ComposedApps",
    "Composition",
    "Concert",
    "Difference",
    "Imported",
    "LearnerTests",
    "Make",
    "Outcome",
    "Pending",
    "Place",
    "PromoTerms",
    "PurchaseCase",
    "Question",
    "Route",
    "SalesRow",
    "ServingBoxoffices",
    "Sight",
    "Step",
    "TestOutcome",
    "TestRun",
    "TierTerms",
    "Together",
    "Walk",
    "WatchedApp",
    "WhoAsks",
    "ask_alone",
    "buy_alone",
    "differences",
    "import_sales",
    "walk",
    "watched_app",
    "who_asks",
]
