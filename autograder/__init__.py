"""Survives Production: the checks, the grader and what shows their verdicts."""
