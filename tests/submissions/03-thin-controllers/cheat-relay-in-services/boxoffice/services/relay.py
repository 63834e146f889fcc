"""Runs things."""


def run(work, *values):
    return work(*values)
