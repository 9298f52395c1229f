from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box
from shapely.geometry import mapping

from geo.extraction import Extraction, detect_language, extract_incidents
from geo.geocoding import find_mentions
from geo.models import (
    Incident,
    Kind,
    Location,
    Mention,
    MentionKind,
    Precision,
    Report,
    Stance,
    Status,
    TimePrecision,
)
from geo.readers.header import published_date

PUBLISHED = date(2024, 2, 5)
Area = tuple[float, float, float, float]
# west, south, east, north in whole degrees: boxes that only have to lie right to one another
AREAS: dict[str, tuple[Area, tuple[str, ...], Precision]] = {
    "Jordan": ((35, 29, 39, 33), ("JO",), Precision.COUNTRY),
    "Syria": ((36, 33, 42, 37), ("SY",), Precision.COUNTRY),
    "Iraq": ((39, 30, 48, 37), ("IQ",), Precision.COUNTRY),
    "Goma": ((29.1, -1.8, 29.3, -1.6), ("CD",), Precision.PLACE),
    "Bukavu": ((28.8, -2.6, 28.9, -2.4), ("CD",), Precision.PLACE),
    "North Kivu": ((27, -2, 30, 1), ("CD",), Precision.ADMIN1),
    "Rwanda": ((29, -3, 31, -1), ("RW",), Precision.COUNTRY),
}


def mention(text: str, phrase: str, area: str, *, nth: int = 0) -> Mention:
    bounds, countries, precision = AREAS[area]
    west, south, east, north = bounds
    location = Location(
        phrase,
        area,
        countries[0],
        (west + east) / 2,
        (south + north) / 2,
        precision,
        50_000.0,
        0.9,
        None,
        mapping(box(*bounds)),
        f"box({area})",
        None,
        None,
    )
    start = -1
    for _ in range(nth + 1):
        start = text.index(phrase, start + 1)
    return Mention(start, start + len(phrase), phrase, MentionKind.PLACE, countries, location)


def other(text: str, phrase: str, kind: MentionKind) -> list[Mention]:
    found: list[Mention] = []
    start = text.find(phrase)
    while start >= 0:
        found.append(Mention(start, start + len(phrase), phrase, kind))
        start = text.find(phrase, start + 1)
    return found


def places_in(text: str) -> list[Mention]:
    found: list[Mention] = []
    for name in AREAS:
        for nth in range(text.count(name)):
            item = mention(text, name, name, nth=nth)
            if not any(m.start_char <= item.start_char < m.end_char for m in found):
                found.append(item)
    return sorted(found, key=lambda item: item.start_char)


def read(text: str, mentions: Sequence[Mention] | None = None) -> Extraction:
    report = Report("r", text, PUBLISHED, language="en")
    extraction = extract_incidents(report, places_in(text) if mentions is None else mentions)
    for incident in extraction.incidents:
        for item in incident.evidence:
            assert item.quote == text[item.start : item.end]
            assert item.report == "r"
    return extraction


def one(text: str) -> Incident:
    extraction = read(text)
    assert len(extraction.incidents) == 1, [item.title for item in extraction.incidents]
    return extraction.incidents[0]


def killed(incident: Incident) -> tuple[int | None, int | None, int | None]:
    counts = incident.casualties
    return counts.killed_low, counts.killed_best, counts.killed_high


def test_incident_has_type_day_place_people_and_evidence() -> None:
    found = one("Rebels attacked a convoy near Goma on Jan 28, killing three soldiers.")
    assert (found.kind, found.event_type, found.status) == (Kind.INCIDENT, "attack", Status.DRAFT)
    assert (found.start, found.end) == (datetime(2024, 1, 28), datetime(2024, 1, 29))
    assert (found.place, found.country_stated, found.precision) == ("Goma", "CD", Precision.PLACE)
    assert found.geometry == pytest.approx((29.2, -1.7))
    assert (found.actor, found.target, killed(found)) == ("Rebels", "convoy", (3, 3, 3))
    assert found.title == "Attack, Goma, 28 January 2024"
    fields = {item.field for item in found.evidence}
    assert {"event_type", "start", "place", "actor", "target", "killed_best"} <= fields


@pytest.mark.parametrize(
    ("sentence", "event_type"),
    [
        ("An air strike hit a depot in Goma on Monday.", "air strike"),
        ("Warplanes bombed a depot in Goma on Monday.", "air strike"),
        ("Two drones hit a depot in Goma on Monday.", "drone attack"),
        ("Rebels attacked a depot in Goma with drones on Monday.", "drone attack"),
        ("Rockets landed in Goma on Monday.", "missile or rocket attack"),
        ("The army shelled Goma on Monday.", "shelling"),
        ("A car bomb exploded in Goma on Monday.", "bombing"),
        ("A suicide bomber blew himself up in Goma on Monday.", "suicide bombing"),
        ("Clashes between the army and rebels broke out in Goma on Monday.", "armed clash"),
        ("Rebels captured Goma on Monday.", "armed clash"),
        ("Gunmen opened fire on a bus in Goma on Monday.", "shooting"),
        ("Gunmen abducted a doctor in Goma on Monday.", "abduction"),
        ("The mayor was assassinated in Goma on Monday.", "assassination"),
        ("Soldiers raped two women in Goma on Monday.", "sexual violence"),
        ("Pirates hijacked a tanker near Goma on Monday.", "maritime attack"),
        ("Rebels set fire to a school in Goma on Monday.", "arson or sabotage"),
        ("A protest was held in Goma on Monday.", "protest"),
        ("Crowds rioted in Goma on Monday.", "riot"),
        ("Police arrested a reporter in Goma on Monday.", "arrest"),
        ("Rebels killed a farmer in Goma on Monday.", "attack"),
    ],
)
def test_words_lead_to_event_types(sentence: str, event_type: str) -> None:
    assert [item.event_type for item in read(sentence).incidents] == [event_type]


@pytest.mark.parametrize(
    "sentence",
    [
        "The rebels threatened to attack Goma.",
        "The army could launch an air strike on Goma.",
        "Police foiled a bomb attack in Goma on Monday.",
        "There was no attack in Goma on Monday.",
        "He warned that an attack on Goma would be a mistake.",
        "The group is known for attacks in Goma.",
        "Doctors in Goma treated him for a heart attack.",
        "Workers in Goma went on strike on Monday.",
        "A crowd in Goma called it “a massacre of the innocent”.",
        "Five people were killed in Goma on Monday when a bus overturned.",
        "An attack on Goma is planned for next Friday.",
    ],
)
def test_what_did_not_happen_is_no_row(sentence: str) -> None:
    assert read(sentence).incidents == ()


def test_passage_that_gave_no_row_is_named_with_its_reason() -> None:
    notes = read("The rebels threatened an attack on Goma.").skipped
    assert len(notes) == 1
    assert "planned, feared" in notes[0].message


@pytest.mark.parametrize(
    ("sentence", "kind", "counts"),
    [
        (
            "They carried out more than 150 attacks in Syria since October.",
            Kind.AGGREGATE,
            (150, None, None),
        ),
        ("There were two bombings in Syria on Monday.", Kind.AGGREGATE, (2, 2, 2)),
        ("There were dozens of attacks in Syria in January.", Kind.AGGREGATE, (24, None, 99)),
        ("Several rounds of strikes hit Syria in January.", Kind.SERIES, (None, None, None)),
        ("Rebels have shelled Goma since May.", Kind.SERIES, (None, None, None)),
        ("A wave of bombings hit Syria in January.", Kind.SERIES, (None, None, None)),
        ("A drone attack hit Goma in January.", Kind.INCIDENT, (1, 1, 1)),
    ],
)
def test_many_incidents_are_a_count_or_a_series_and_never_a_point(
    sentence: str, kind: Kind, counts: tuple[int | None, int | None, int | None]
) -> None:
    found = one(sentence)
    assert (found.kind, (found.count_low, found.count_best, found.count_high)) == (kind, counts)
    assert found.footprint is not None
    assert (found.geometry is None) == (kind is not Kind.INCIDENT)


def test_count_since_a_month_reaches_to_the_end_of_the_day_of_publication() -> None:
    found = one("They carried out more than 150 attacks in Syria since October.")
    assert (found.start, found.end) == (datetime(2023, 10, 1), datetime(2024, 2, 6))
    assert found.time_precision is TimePrecision.MONTH


def test_several_places_joined_by_and_are_one_union_without_a_point_between_them() -> None:
    found = one("Air strikes hit targets in Syria and Iraq on Friday.")
    assert found.countries_stated == ("SY", "IQ")
    assert found.country_stated is None
    assert found.footprint is not None
    assert found.footprint.equals(box(*AREAS["Syria"][0]).union(box(*AREAS["Iraq"][0])))
    assert found.location_rule == "union(box(Syria), box(Iraq))"


def test_single_incident_in_two_far_places_has_the_area_of_both_and_no_point() -> None:
    found = one("A drone attack hit depots in Goma and Bukavu on Friday.")
    # the two boxes are about 90 km apart, their far corners more than 100 km
    assert (found.geometry, found.uncertainty_m) == (None, None)
    assert found.precision is Precision.REGION
    assert found.footprint is not None
    assert found.footprint.geom_type == "MultiPolygon"


def test_sharper_place_of_the_same_clause_wins() -> None:
    assert one("In North Kivu, a bomb exploded on Monday in Goma.").place == "Goma"


@pytest.mark.parametrize(
    "sentence",
    [
        "Rwanda attacked a base in Goma on Monday.",
        "An attack by Rwanda hit Goma on Monday.",
        "Rwanda said a bomb exploded in Goma on Monday.",
        "A missile that was fired from Rwanda hit Goma on Monday.",
        "Congo blamed Rwanda for an attack in Goma on Monday.",
    ],
)
def test_who_acts_or_speaks_or_where_it_came_from_is_no_site(sentence: str) -> None:
    assert one(sentence).place == "Goma"


def test_name_of_an_organisation_is_neither_site_nor_trigger() -> None:
    text = "The Goma Protest Movement praised the talks on Monday."
    name = other(text, "Goma Protest Movement", MentionKind.ORGANISATION)
    assert read(text, name).incidents == ()


def test_place_is_inherited_within_the_paragraph_only_and_says_so() -> None:
    first = "A bomb exploded in Goma on Monday."
    second = "Another blast wounded two men."
    same = read(f"{first} {second}").incidents[1]
    assert (same.place, same.location_rule) == ("Goma", "inherited: box(Goma)")
    assert any(item.value == "Goma (inherited)" for item in same.evidence)
    assert read(f"{first}\n\n{second}").incidents[1].place is None


def test_incident_with_an_unknown_place_of_its_own_inherits_none() -> None:
    found = read("A bomb exploded in Goma on Monday. Soldiers raided the Al Noor hospital.")
    assert found.incidents[1].place is None


def test_definite_noun_and_casualty_sentence_complete_the_incident_before() -> None:
    found = one(
        "A bomb exploded in Goma on Monday. The blast was heard far away."
        " Four people were killed and six wounded."
    )
    assert killed(found) == (4, 4, 4)
    assert found.casualties.injured_best == 6


def test_another_attack_is_never_merged() -> None:
    assert (
        len(read("A bomb exploded in Goma on Monday. Another bomb killed a guard.").incidents) == 2
    )


def test_two_incidents_of_one_sentence_keep_their_own_days_and_places() -> None:
    found = read("Rebels captured Goma on Jan 26 and overran the base in Bukavu five days later.")
    assert [(item.place, item.start) for item in found.incidents] == [
        ("Goma", datetime(2024, 1, 26)),
        ("Bukavu", datetime(2024, 1, 31)),
    ]


def test_restated_toll_keeps_both_ends() -> None:
    found = one(
        "A bomb exploded in Goma on Monday, killing 12 people. The death toll later rose to 15."
    )
    assert killed(found) == (12, 15, 15)


def test_claim_blame_and_denial_are_kept_apart_from_the_actor() -> None:
    found = one(
        "A bomb exploded in Goma on Monday. The Red Group claimed responsibility for the attack."
        " The army blamed the blast on the Blue Group. The Green Group denied involvement."
    )
    assert found.actor is None
    assert (found.claimed_by, found.denied_by) == ("Red Group", "Green Group")
    assert (found.attributed_to, found.attributed_by) == ("Blue Group", "army")
    stances = {item.field: item.stance for item in found.evidence}
    assert stances["claimed_by"] is Stance.CLAIMED
    assert stances["attributed_to"] is Stance.ATTRIBUTED
    assert stances["denied_by"] is Stance.DENIED


def test_nobody_claims_what_no_group_claimed() -> None:
    found = one("A bomb exploded in Goma on Monday. No group has claimed responsibility.")
    assert found.claimed_by is None


def test_claim_at_the_same_time_is_proposed_as_the_nearest_discrete_incident() -> None:
    text = (
        "A drone attack hit a post near Goma on Jan 28, killing three soldiers.\n\n"
        "The army answered with air strikes in North Kivu.\n\n"
        "The Red Group claimed an attack in North Kivu around the same time."
    )
    first, series, claim = read(text).incidents
    assert series.kind is Kind.SERIES
    assert (claim.claimed_by, claim.start) == ("Red Group", first.start)
    assert claim.same_as == (first.incident_id,)
    assert killed(claim) == (None, None, None)
    assert any(item.field == "same_as" and "same time" in item.value for item in claim.evidence)


def test_claim_at_the_same_time_far_away_is_not_proposed() -> None:
    text = (
        "A drone attack hit a post near Goma on Jan 28.\n\n"
        "The Red Group claimed an attack in Syria around the same time."
    )
    assert read(text).incidents[1].same_as == ()


def test_incident_told_again_is_proposed_and_not_merged() -> None:
    text = (
        "A bomb exploded in Goma on Jan 28.\n\nTalks went on.\n\nOn Jan 28 a bomb went off in Goma."
    )
    first, second = read(text).incidents
    assert second.same_as == (first.incident_id,)


def test_answer_without_a_date_lies_between_the_incident_and_the_report() -> None:
    text = "Rebels attacked Goma on Jan 28. The army responded with air strikes in North Kivu."
    answer = read(text).incidents[1]
    assert (answer.start, answer.end) == (datetime(2024, 1, 28), datetime(2024, 2, 6))


def test_incident_without_a_date_happened_by_publication() -> None:
    found = one("Gunmen killed two guards in Goma.")
    assert (found.start, found.end) == (None, datetime(2024, 2, 6))
    assert found.time_precision is TimePrecision.UNKNOWN


def test_clock_time_sharpens_the_day() -> None:
    found = one("A bomb exploded in Goma at 6:30 p.m. on Monday.")
    assert (found.start, found.time_precision) == (
        datetime(2024, 2, 5, 18, 30),
        TimePrecision.MINUTE,
    )


def test_greenwich_time_is_an_instant_and_leaves_the_civil_day() -> None:
    found = one("A bomb exploded in Goma at 0630 GMT on Monday.")
    assert found.time_precision is TimePrecision.DAY
    assert found.start_utc is not None
    assert found.start_utc.isoformat() == "2024-02-05T06:30:00+00:00"


def test_wars_and_old_events_are_background_and_no_rows() -> None:
    found = read(
        "The war broke out on Oct 7. A bomb killed four people in Goma in 2019."
        " The 2003 invasion of Iraq began in March."
    )
    assert found.incidents == ()
    assert [item.start for item in found.background] == [
        datetime(2023, 10, 7),
        datetime(2019, 1, 1),
        datetime(2003, 1, 1),
    ]


def test_toll_of_a_war_is_no_incident() -> None:
    text = "More than 27,000 people have been killed in Goma since Oct 7."
    assert read(text).incidents == ()


def test_language_that_is_not_read_says_so_and_names_its_places(examples: Path) -> None:
    text = (examples / "arabic.txt").read_text(encoding="utf-8")
    start = text.index("دير الزور")
    place = Mention(start, start + 9, text[start : start + 9], MentionKind.PLACE, ("SY",))
    found = extract_incidents(Report("r", text, body_start=12), [place])
    assert found.incidents == ()
    assert found.skipped[0].message == (
        "not read in this language (Arabic): 1 places found: دير الزور"
    )


def test_text_that_is_one_headline_is_read() -> None:
    assert one("Bomb attack in Goma kills three guards on Monday").event_type == "bombing"


def test_headline_without_common_words_is_read_as_english_and_says_so() -> None:
    text = "Drone attack kills three soldiers, Goma"
    found = extract_incidents(Report("r", text, PUBLISHED), places_in(text))
    assert [killed(item) for item in found.incidents] == [(3, 3, 3)]
    assert "read as English" in found.assumed[0].message


def test_day_of_the_words_is_only_the_latest_day_of_the_deed() -> None:
    found = one("Gunmen killed two guards in Goma, police said on Saturday.")
    assert (found.start, found.end) == (None, datetime(2024, 2, 4))


def test_deadliest_since_a_year_is_no_period() -> None:
    found = one(
        "A bomb killed nine people in Goma on Friday, the deadliest attack there since 2019."
    )
    assert (found.kind, found.start) == (Kind.INCIDENT, datetime(2024, 2, 2))


def test_day_after_an_event_dates_the_event_back() -> None:
    found = one("Talks began on Friday, a day after gunmen attacked a hotel in Goma.")
    assert found.start == datetime(2024, 2, 1)


def test_attacked_so_many_times_is_a_count() -> None:
    found = one("The base in Goma was attacked at least 12 times in January.")
    assert (found.kind, found.count_low, found.count_best) == (Kind.AGGREGATE, 12, 12)


def test_who_shoots_a_drone_down_is_not_who_sent_it() -> None:
    found = one("Soldiers shot down two drones near Goma on Friday.")
    assert (found.event_type, found.actor, found.target) == ("drone attack", None, None)


def test_actor_that_tells_of_its_own_deed_claims_it() -> None:
    found = one("The Red Group said it had attacked a base in Goma on Friday, killing 40 men.")
    assert (found.actor, found.claimed_by) == ("Red Group", "Red Group")


def test_accusation_of_support_attributes_no_incident() -> None:
    text = "A bomb exploded in Goma on Friday. Congo accused Rwanda of supporting the rebels."
    assert one(text).attributed_to is None


def test_incident_days_after_another_does_not_take_its_day() -> None:
    text = "A bomb exploded in Goma on Friday. It came days after an attack in Bukavu killed a man."
    bomb, attack = read(text).incidents
    assert (bomb.start, attack.start) == (datetime(2024, 2, 2), None)


def test_identifiers_are_stable_and_tell_equal_sentences_apart() -> None:
    sentence = "Another bomb exploded in Goma on Monday."
    text = f"{sentence}\n\n{sentence}"
    first = [item.incident_id for item in read(text).incidents]
    assert first == [item.incident_id for item in read(text).incidents]
    assert len(set(first)) == 2
    assert all(item.startswith("text:") for item in first)


@given(st.text(alphabet="abc 123.,;\n'\"Jan killed attack in Goma since", max_size=200))
def test_any_text_is_read_with_quotes_that_stand_in_it(text: str) -> None:
    read(text)


def jordan_mentions(text: str) -> list[Mention]:
    band = "northeast of Jordan, close to the Syrian border"
    found = [
        mention(text, band, "Jordan"),
        mention(text, "near the border between Syria and Jordan", "Jordan"),
        mention(text, "western Iraq", "Iraq"),
        mention(text, "eastern Syria", "Syria"),
        mention(text, "Iraq and Syria", "Syria"),
        *other(text, "Islamic Resistance in Iraq", MentionKind.ORGANISATION),
        *other(text, "Washington", MentionKind.METONYM),
        *other(text, "American", MentionKind.NATIONALITY),
    ]
    return sorted(found, key=lambda item: item.start_char)


def check_like_the_article(
    found: Extraction, *, killed_best: int, count_low: int, claimed_by: str
) -> Incident:
    """Check what a careful analyst takes from a report of this structure; gives the claim."""
    rows = found.incidents
    deadly = [row for row in rows if row.kind is Kind.INCIDENT and row.casualties.killed_best]
    assert [row.casualties.killed_best for row in deadly] == [killed_best]
    (attack,) = deadly
    assert attack.start == datetime(2024, 1, 28)
    claims = [row for row in rows if row.kind is Kind.INCIDENT and row.claimed_by is not None]
    assert [row.claimed_by for row in claims] == [claimed_by]
    (claim,) = claims
    assert claim is not attack
    assert claim.start == attack.start
    assert claim.same_as == (attack.incident_id,)
    assert killed(claim) == (None, None, None)
    counts = [row for row in rows if row.kind is Kind.AGGREGATE]
    assert [row.count_low for row in counts] == [count_low]
    assert counts[0].countries_stated
    assert counts[0].start is not None
    assert (counts[0].start.year, counts[0].start.month) == (2023, 10)
    assert all(row.geometry is None for row in rows if row.kind is not Kind.INCIDENT)
    starts = [item.start for item in found.background]
    assert datetime(2003, 1, 1) in starts
    assert not any("massacre" in (row.title or "").lower() for row in rows)
    return claim


def test_report_with_the_structure_of_the_article_is_read(examples: Path) -> None:
    text = (examples / "jordan.txt").read_text(encoding="utf-8")
    report = Report("jordan", text, date(2024, 2, 4), body_start=12)
    found = extract_incidents(report, jordan_mentions(text))
    check_like_the_article(
        found, killed_best=3, count_low=160, claimed_by="Islamic Resistance in Iraq"
    )
    strikes = next(row for row in found.incidents if row.event_type == "air strike")
    assert (strikes.kind, strikes.start) == (Kind.SERIES, datetime(2024, 2, 2))
    assert strikes.casualties.killed_best == 16


def test_article_is_read_as_a_careful_analyst_reads_it(eval_data: Path) -> None:
    name = "000_dbd143e31d84912d"
    text = (eval_data / "reports" / f"{name}.txt").read_text(encoding="utf-8")
    published, body_start = published_date(text)
    report = Report(name, text, published, body_start=body_start)
    found = extract_incidents(report, find_mentions(text, body_start))
    claim = check_like_the_article(
        found, killed_best=3, count_low=150, claimed_by="Islamic Resistance in Iraq"
    )
    assert (claim.actor, claim.event_type) == (None, "attack")
    assert datetime(2023, 10, 7) in [item.start for item in found.background]
    campaign, _, strikes, _, _, rounds = found.incidents
    assert (campaign.kind, campaign.start) == (Kind.SERIES, datetime(2023, 10, 7))
    assert (strikes.kind, strikes.event_type) == (Kind.SERIES, "air strike")
    assert strikes.countries_stated == ("SY", "IQ")
    assert (rounds.kind, rounds.place) == (Kind.SERIES, None)


@pytest.mark.parametrize("name", ["jordan", "red_sea", "sudan"])
def test_examples_are_in_a_language_that_is_read(name: str, examples: Path) -> None:
    assert detect_language((examples / f"{name}.txt").read_text(encoding="utf-8")) == "en"
