"""The notebook's front door: `%load_ext autograder`."""

from autograder.jupyter._extension import load_ipython_extension

__all__ = ["load_ipython_extension"]
