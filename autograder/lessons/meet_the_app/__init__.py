"""Lesson 00: do the learner's tests hold the app as it is, notice changes, and else keep calm?"""

from collections.abc import Mapping

from autograder.lessons._finding import Check
from autograder.lessons.meet_the_app._checks import net_holds, net_is_calm, net_notices

CHECKS: Mapping[str, Check] = {
    "net-holds": net_holds,
    "net-notices": net_notices,
    "net-is-calm": net_is_calm,
}
