"""Outputs are whole or not there; names are safe; inputs have limits."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError, OutputError
from geo.files import (
    check_input,
    check_output,
    formula_safe,
    safe_name,
    sha256_of,
    write_bytes,
    written_in_place,
)


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    output = tmp_path / "map.html"
    output.write_text("before", encoding="utf-8")

    def fail() -> None:
        with written_in_place(output) as temporary:
            temporary.write_text("half", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert output.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [output]


def test_a_write_replaces_the_old_file_whole(tmp_path: Path) -> None:
    output = tmp_path / "map.html"
    write_bytes(output, b"long before")
    write_bytes(output, b"after")
    assert output.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [output]


def test_the_temporary_name_keeps_the_ending_and_is_free(tmp_path: Path) -> None:
    with written_in_place(tmp_path / "case.gpkg") as temporary:
        assert temporary.suffix == ".gpkg"
        assert temporary.parent == tmp_path
        assert not temporary.exists()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_written_file_has_the_usual_permissions(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_bytes(tmp_path / "a.txt", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o644


def test_a_missing_folder_is_named_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist; create it first"):
        check_output(tmp_path / "nowhere" / "map.html")


def test_a_folder_is_no_output(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a directory"):
        check_output(tmp_path)


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(OutputError):
        check_output(tmp_path / "file" / "map.html")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda _: None, "no such file"),
        (lambda path: path.mkdir(), "is a directory"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"x" * 11), "more than the limit of 10"),
    ],
)
def test_an_unreadable_input_is_named(tmp_path: Path, make: object, message: str) -> None:
    path = tmp_path / "in.csv"
    assert callable(make)
    make(path)
    with pytest.raises(InputError, match=message) as caught:
        check_input(path, max_bytes=10)
    assert caught.value.path == path


def test_hash_is_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    assert sha256_of(tmp_path / "a") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert sha256_of(tmp_path / "a") == hashlib.sha256(b"abc").hexdigest()


@given(st.text(max_size=200))
def test_safe_names_hold_only_safe_characters(text: str) -> None:
    name = safe_name(text)
    assert 1 <= len(name) <= 80
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Deir ez-Zor, 2024", "deir-ez-zor-2024"),
        ("../../etc/passwd", "etc-passwd"),
        ("عين الأسد", "unnamed"),
        ("Café\x00.txt", "cafe-txt"),
    ],
)
def test_safe_name_of_what_people_and_attackers_write(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert formula_safe(text) == f"'{text}"


@given(st.text(alphabet=st.characters(whitelist_categories=("L", "N"))))
def test_plain_words_stay_as_they_are_in_a_cell(text: str) -> None:
    assert formula_safe(text) == text
