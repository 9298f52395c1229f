"""The public surface: complete, documented, and true to the README."""

import inspect
import re
from pathlib import Path

import pytest
from typer.main import get_command

import geo
import layers
from layers.cli.app import app

PROJECT = Path(__file__).parent.parent


@pytest.mark.parametrize("package", [geo, layers], ids=["geo", "layers"])
def test_every_public_name_can_be_loaded_and_has_a_docstring(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined]

    assert names == sorted(names)
    for name in names:
        assert inspect.getdoc(getattr(package, name)), name


@pytest.mark.parametrize("package", [geo, layers], ids=["geo", "layers"])
def test_an_unknown_public_name_is_an_attribute_error(package: object) -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        package.no_such_name  # type: ignore[attr-defined]  # noqa: B018 - the access is the test


def test_public_functions_state_parameters_returns_and_errors() -> None:
    for package in (geo, layers):
        for name in package.__all__:
            item = getattr(package, name)
            if inspect.isfunction(item):
                text = inspect.getdoc(item) or ""
                for section in ("Parameters", "Returns", "Raises"):
                    assert f"{section}\n-----" in text, f"{name} lacks {section}"


def test_every_command_has_help_and_stands_in_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    commands = get_command(app).commands  # type: ignore[attr-defined]

    for name, command in commands.items():
        assert command.help, name
        assert re.search(rf"\bsitmap {name}\b", readme), name
