import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo.errors import ParameterError
from geo.geocoding import geoparse
from geo.geodesy import distance_m

TEXT = "Two were killed in Deir ez-Zor, Syria, and near Hatra in Iraq; Damascus said nothing."
FIELDS = {"start_char", "end_char", "lon", "lat", "geonameid", "probability", "radius_m"}


def test_every_toponym_is_one_record_in_the_order_of_the_text() -> None:
    records = geoparse(TEXT)
    names = [TEXT[record["start_char"] : record["end_char"]] for record in records]
    assert names[:2] == ["Deir ez-Zor", "Syria"]
    assert {"Iraq", "Damascus"} <= set(names)
    assert all(set(record) == FIELDS for record in records)


def test_records_lie_where_the_place_lies() -> None:
    town = geoparse(TEXT)[0]
    # Deir ez-Zor, GeoNames 170794
    assert distance_m(town["lon"], town["lat"], 40.14, 35.34) < 10_000
    assert town["geonameid"] == 170794
    assert 0 < town["probability"] <= 1
    assert town["radius_m"] >= 2_000


def test_given_spans_are_resolved_one_by_one_and_in_their_order() -> None:
    start = TEXT.index("Syria")
    spans = [(start, start + 5), (0, 3), (TEXT.index("Deir"), start - 2)]
    records = geoparse(TEXT, spans)
    assert [(r["start_char"], r["end_char"]) for r in records] == spans
    assert records[0]["lon"] is not None
    nulls = [records[1][field] for field in ("lon", "lat", "geonameid", "probability", "radius_m")]
    assert nulls == [None] * 5


def test_demonyms_are_resolved_when_asked_for_and_left_out_otherwise() -> None:
    text = "Syrian officials met in Homs."
    assert [r["start_char"] for r in geoparse(text)] == [text.index("Homs")]
    (syrian,) = geoparse(text, [(0, 6)])
    assert distance_m(syrian["lon"], syrian["lat"], 38.5, 35.0) < 300_000


def test_the_place_behind_a_comma_decides() -> None:
    text = "It began in Springfield, Missouri, on Monday."
    start = text.index("Springfield")
    (record,) = geoparse(text, [(start, start + 11)])
    assert distance_m(record["lon"], record["lat"], -93.29, 37.21) < 20_000


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (5, 2), (0, 10_000)])
def test_a_span_outside_the_text_is_an_error(span: tuple[int, int]) -> None:
    with pytest.raises(ParameterError, match="`spans`"):
        geoparse(TEXT, [span])


def test_records_are_json_and_nothing_is_at_the_origin() -> None:
    records = geoparse(TEXT)
    assert json.loads(json.dumps(records)) == records
    assert all((record["lon"], record["lat"]) != (0, 0) for record in records)


def test_no_text_no_records() -> None:
    assert geoparse("") == []
    assert geoparse("Nothing of note happened.", []) == []


def test_a_name_is_located_without_the_table_libraries() -> None:
    code = (
        "import sys; from geo.geocoding import locate; locate('Goma');"
        "heavy = ('pandas', 'geopandas', 'folium', 'matplotlib', 'spacy');"
        "print([m for m in heavy if m in sys.modules])"
    )
    project = Path(__file__).parent.parent
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(("corpus", "least"), [("lgl", 0.72), ("trnews", 0.70), ("geovirus", 0.55)])
def test_gold_spans_are_resolved_as_well_as_measured_before(
    eval_data: Path, corpus: str, least: float
) -> None:
    near = total = 0
    with (eval_data / "geoparsing" / f"{corpus}.jsonl").open(encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines][:40]
    for document in documents:
        gold = [t for t in document["toponyms"] if t["lat"] is not None]
        records = geoparse(document["text"], [(t["start"], t["end"]) for t in gold])
        for toponym, record in zip(gold, records, strict=True):
            total += 1
            if record["lon"] is not None:
                away = distance_m(record["lon"], record["lat"], toponym["lon"], toponym["lat"])
                near += away <= 161_000
    assert near / total >= least
