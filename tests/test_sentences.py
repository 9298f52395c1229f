from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from geo.extraction import Extraction, detect_language, extract_incidents
from geo.extraction.sentences import quoted_spans, split_sentences
from geo.geocoding import find_mentions
from geo.models import Kind, Report


def sentences(text: str) -> list[str]:
    return [text[item.start : item.end] for item in split_sentences(text)]


def test_abbreviation_before_a_name_does_not_end_a_sentence() -> None:
    text = "Gen. Amin met Dr. Karim on Jan. 5 in St. Louis. He left."
    assert sentences(text) == ["Gen. Amin met Dr. Karim on Jan. 5 in St. Louis.", "He left."]


def test_initials_and_dotted_capitals_do_not_end_a_sentence() -> None:
    text = "J. K. Malik told U.S. Central Command. It agreed."
    assert sentences(text) == ["J. K. Malik told U.S. Central Command.", "It agreed."]


def test_dotted_abbreviation_ends_a_sentence_before_a_word_that_starts_one() -> None:
    assert sentences("It began at 6 p.m. The fire spread.") == [
        "It began at 6 p.m.",
        "The fire spread.",
    ]


def test_decimal_number_is_not_split() -> None:
    assert sentences("It cost 3.5 million. Nobody paid.") == [
        "It cost 3.5 million.",
        "Nobody paid.",
    ]


def test_closing_quotation_mark_belongs_to_its_sentence() -> None:
    text = "He said: “We will stay.” Then he left."
    assert sentences(text) == ["He said: “We will stay.”", "Then he left."]


def test_month_abbreviation_ends_a_sentence_when_no_number_follows() -> None:
    assert sentences("It was in Dec. Nobody came.") == ["It was in Dec.", "Nobody came."]


def test_blank_line_ends_a_sentence_without_a_full_stop() -> None:
    found = split_sentences("A first block that has no stop and is long enough\n\nA second one.")
    assert [item.paragraph for item in found] == [0, 1]


def test_wrapped_lines_are_one_paragraph() -> None:
    line = "the word is repeated until the line is long enough to be"
    text = f"First {line}\n{line}\n{line} done. Last\n{line} done."
    assert len(sentences(text)) == 2
    assert {item.paragraph for item in split_sentences(text)} == {0}


def test_unwrapped_lines_are_paragraphs() -> None:
    text = "Three soldiers died in the north.\nTwo rebels died in the south."
    assert [item.paragraph for item in split_sentences(text)] == [0, 1]


def test_short_line_without_a_full_stop_is_a_heading() -> None:
    found = split_sentences("A line. And more.\n\nTHE GROUPS IN THE NORTH\n\nThey came.")
    assert [item.heading for item in found] == [False, False, True, False]


def test_list_item_is_no_heading() -> None:
    found = split_sentences("Chronology.\n- 3 Jan: a drone hit a depot in Homs")
    assert [item.heading for item in found] == [False, False]


def test_quoted_passages_are_found_and_an_apostrophe_quotes_nothing() -> None:
    text = 'The army\'s chief spoke of "a great crime" and “one more”.'
    assert [text[a:b] for a, b in quoted_spans(text)] == ["a great crime", "one more"]


def test_straight_mark_that_is_not_closed_quotes_nothing() -> None:
    assert quoted_spans('A 12" shell fell.') == ()


@given(st.text(alphabet="aB .!?\n\"'5“”", max_size=80))
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    covered = [0] * len(text)
    for item in split_sentences(text):
        for index in range(item.start, item.end):
            covered[index] += 1
    assert all(
        count == 1 for count, letter in zip(covered, text, strict=True) if not letter.isspace()
    )


def test_languages_are_told_apart_by_script_and_common_words() -> None:
    texts = {
        "en": "Three people were killed in an attack on the town.",
        "fr": "Trois personnes ont été tuées dans une attaque contre la ville.",
        "es": "Tres personas fueron asesinadas en un ataque contra la ciudad.",
        "ar": "قُتل ثلاثة أشخاص في هجوم على المدينة",
        "fa": "سه نفر در حمله پهپادی به شهر کشته شدند و گروهی زخمی گشتند",
        "he": "שלושה אנשים נהרגו בהתקפה על העיר",
        "ru": "Три человека погибли при нападении на город",
        "uk": "Троє людей загинули під час нападу на місто, повідомляє поліція її області",
        "und": "1234 5678",
    }
    assert {code: detect_language(text) for code, text in texts.items()} == {
        code: code for code in texts
    }


def test_text_in_capitals_is_still_english() -> None:
    assert detect_language("THE REBELS ATTACKED A BRIDGE IN THE NORTH OF THE COUNTRY") == "en"


def test_text_without_any_full_stop_is_cut_into_pieces_that_can_be_read() -> None:
    text = "attack " * 2_000
    assert all(item.end - item.start <= 2_000 for item in split_sentences(text))
    assert len(split_sentences("A" * 5_000)) == 3


def told(text: str) -> Extraction:
    report = Report("r", text, date(2024, 5, 20), language="en")
    return extract_incidents(report, find_mentions(text))


def test_denied_report_keeps_its_denial_and_takes_no_day() -> None:
    found = told(
        "Rebels shelled Goma on May 18, killing two men. "
        "The governor denied reports of a separate attack in Bukavu."
    ).incidents
    assert [item.denied_by for item in found] == [None, "governor"]
    assert found[1].start is None


def test_condemned_or_feared_attacks_are_no_rows() -> None:
    found = told("The mayor condemned the attacks in Goma. He warned of attacks in Bukavu.")
    assert found.incidents == ()
    assert "condemned" in found.skipped[0].message
    assert "feared" in found.skipped[1].message


def test_no_incident_lasts_beyond_the_day_of_its_report() -> None:
    (found,) = told("Rebels attacked Goma in May.").incidents
    assert (found.start, found.end) == (datetime(2024, 5, 1), datetime(2024, 5, 21))


def test_other_numbers_at_other_places_are_other_incidents() -> None:
    found = told(
        "Rebels killed at least 60 people in North Kivu on Saturday. "
        "Officials said 21 were shot dead in Zzyqua. Nine people were killed in Goma, police said."
    ).incidents
    killed = [(item.casualties.killed_low, item.casualties.killed_high) for item in found]
    assert killed == [(60, None), (21, 21), (9, 9)]


def test_number_before_coordinated_types_counts_them_all() -> None:
    (found,) = told("Police said 31 bomb and gun attacks in Goma left five dead.").incidents
    assert found.kind is Kind.AGGREGATE
    assert (found.count_low, found.count_best, found.count_high) == (31, 31, 31)


def test_target_ends_before_a_relative_clause_and_keeps_its_qualifier() -> None:
    (found,) = told("Gunmen abducted as many as 40 people in Goma on Sunday.").incidents
    assert found.target == "as many as 40 people"
    clash = told("Police detained six men after a shootout in which nobody was hurt in Goma.")
    assert all("which" not in (item.target or "") for item in clash.incidents)
