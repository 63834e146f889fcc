"""The benches of the lessons: a live app, live controls, and pictures that stay in the notebook."""

from autograder.bench._changes_bench import ChangeMap, change_map
from autograder.bench._closing import CourseInNumbers, OnSale, course_in_numbers, on_sale
from autograder.bench._explorer_bench import AppExplorer, app_explorer
from autograder.bench._faults_bench import FaultPanel, fault_panel
from autograder.bench._growth_bench import QueryGrowth, query_growth
from autograder.bench._import_map_bench import ImportMapBench, import_map
from autograder.bench._lens_bench import ComplexityLens, complexity_lens
from autograder.bench._live import LiveApp, NoAnswerError, Query, Record, live_app
from autograder.bench._matrix import Matrix, matrix_of
from autograder.bench._matrix_bench import MutationMatrix, mutation_matrix
from autograder.bench._old_suite import OldRun, old_suite, run_old_suite
from autograder.bench._switch_bench import FrameworkSwitch, framework_switch
from autograder.bench._timeline_bench import EventLoopTimeline, event_loop_timeline
from autograder.bench._xray_bench import HandlerXray, handler_xray

__all__ = [
    "AppExplorer",
    "ChangeMap",
    "ComplexityLens",
    "CourseInNumbers",
    "EventLoopTimeline",
    "FaultPanel",
    "FrameworkSwitch",
    "HandlerXray",
    "ImportMapBench",
    "LiveApp",
    "Matrix",
    "MutationMatrix",
    "NoAnswerError",
    "OldRun",
    "OnSale",
    "Query",
    "QueryGrowth",
    "Record",
    "app_explorer",
    "change_map",
    "complexity_lens",
    "course_in_numbers",
    "event_loop_timeline",
    "fault_panel",
    "framework_switch",
    "handler_xray",
    "import_map",
    "live_app",
    "matrix_of",
    "mutation_matrix",
    "old_suite",
    "on_sale",
    "query_growth",
    "run_old_suite",
]
