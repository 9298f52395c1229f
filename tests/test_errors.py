"""The error tree: what is raised, under which builtin, and how it reads."""

import pickle
from pathlib import Path

import pytest

from geo import errors

TREE = {
    errors.InputError: ValueError,
    errors.OutputError: OSError,
    errors.SchemaError: ValueError,
    errors.CrsError: errors.SchemaError,
    errors.ParameterError: ValueError,
    errors.ReferenceDataError: RuntimeError,
    errors.MissingDependencyError: ImportError,
}


@pytest.mark.parametrize(("error", "builtin"), TREE.items())
def test_every_error_is_ours_and_a_builtin(
    error: type[Exception], builtin: type[Exception]
) -> None:
    assert issubclass(error, errors.SitmapError)
    assert issubclass(error, builtin)


def test_every_error_of_the_module_is_in_the_drawn_tree() -> None:
    drawn = errors.__doc__ or ""
    named = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert named == {error.__name__ for error in TREE} | {"SitmapError"}
    assert all(name in drawn for name in named)


def test_input_error_names_file_and_row() -> None:
    error = errors.InputError("latitude 91.0 is beyond 90", path=Path("attacks.csv"), row=7)
    assert str(error) == "attacks.csv: row 7: latitude 91.0 is beyond 90"
    assert (error.path, error.row) == (Path("attacks.csv"), 7)


def test_input_error_without_file_is_the_bare_message() -> None:
    assert str(errors.InputError("no rows")) == "no rows"


def test_missing_dependency_says_how_to_install_it() -> None:
    error = errors.MissingDependencyError("spacy", extra="nlp")
    assert str(error) == "`spacy` is not installed; run: pip install 'sitmap[nlp]'"


def test_input_error_survives_the_way_between_processes() -> None:
    error = errors.InputError("unreadable date", path="a.csv", row=7)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(again), again.path, again.row) == (str(error), "a.csv", 7)
