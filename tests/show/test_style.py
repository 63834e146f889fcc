"""The one visual language."""

from __future__ import annotations

import matplotlib as mpl
import pytest

from autograder.show import CONCERNS, STATES, plot_style


def test_matplotlib_takes_the_style_of_plots_as_it_is() -> None:
    with mpl.rc_context(plot_style()):
        assert mpl.rcParams["axes.spines.top"] is False


@pytest.mark.parametrize("marks", [STATES, CONCERNS])
def test_what_colour_says_a_word_and_a_shape_say_too(marks: dict[str, object]) -> None:
    for values in zip(*((mark.word, mark.shape, mark.colour) for mark in marks.values()), strict=True):
        assert len(set(values)) == len(marks)
