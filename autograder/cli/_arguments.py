"""Arguments that several commands take."""

from __future__ import annotations

import click

from autograder.syllabus import Lesson, UnknownLessonError, load


class LessonParameter(click.ParamType[Lesson]):
    """A lesson by number or slug; one that is only planned is refused by name."""

    name = "lesson"

    def convert(
        self, value: str | Lesson, param: click.Parameter | None, ctx: click.Context | None
    ) -> Lesson:
        """The lesson, or a usage error that names the lessons there are."""
        if isinstance(value, Lesson):
            return value
        try:
            lesson = load().lesson(value)
        except UnknownLessonError as error:
            self.fail(str(error), param, ctx)
        if not lesson.ready:
            ready = ", ".join(item.slug for item in load().ready)
            self.fail(f"lesson {lesson.slug} is planned and not here yet; ready are: {ready}", param, ctx)
        return lesson


LESSON = LessonParameter()
