import pytest

from autograder import syllabus
from autograder.lessons.meet_the_app._trials import _stacked
from autograder.lessons.meet_the_app._variants import Edit, Variant, variants
from autograder.stages import before_exercise
from autograder.tree import SourceTree

APP = before_exercise(syllabus.load().lesson("00"))


@pytest.mark.parametrize("variant", variants(), ids=lambda variant: variant.id)
def test_every_version_differs_from_the_app_and_is_still_python(variant: Variant) -> None:
    files = variant.files(APP)
    assert files
    for path, text in files.items():
        assert text != APP[path]
        compile(text, path, "exec")


@pytest.mark.parametrize("variant", variants(), ids=lambda variant: variant.id)
def test_the_lines_of_a_version_are_those_where_its_text_differs(variant: Variant) -> None:
    files = variant.files(APP)
    for path, line in variant.lines(APP):
        assert path in files
        assert 1 <= line <= APP[path].count("\n")
    for edit in variant.edits:
        lines = APP[edit.path].splitlines()
        text = "\n".join(lines[line - 1] for path, line in sorted(variant.lines(APP)) if path == edit.path)
        assert edit.old.splitlines()[0].strip() in text


@pytest.mark.parametrize("variant", variants(), ids=lambda variant: variant.id)
def test_every_change_can_be_laid_over_all_harmless_differences(variant: Variant) -> None:
    harmless = [each for each in variants() if each.harmless]
    if not variant.harmless:
        files = _stacked(APP, [*harmless, variant])
        assert files != _stacked(APP, harmless)
        for path, text in files.items():
            compile(text, path, "exec")


def test_there_are_enough_of_both_kinds_and_each_change_says_what_pins_it() -> None:
    harmless = [variant for variant in variants() if variant.harmless]
    changes = [variant for variant in variants() if not variant.harmless]
    assert len(changes) >= 15
    assert len(harmless) >= 6
    assert all(variant.pins for variant in changes)
    assert len({variant.id for variant in variants()}) == len(variants())


def test_an_edit_whose_text_is_not_there_exactly_once_is_refused() -> None:
    app = SourceTree({"boxoffice/a.py": "x = 1\nx = 1\n"})
    for old in ("x = 1", "x = 2"):
        variant = Variant("v", False, "", "", (Edit("boxoffice/a.py", old, "x = 3"),))
        with pytest.raises(ValueError, match="stands"):
            variant.files(app)
