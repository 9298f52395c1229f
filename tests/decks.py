"""What tests of decks share: an event table with known sums, texts of slides, pictures of them."""

import random
import re
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

SITES = "name,lon,lat\nAlpha,36.30,33.51\nBravo,37.15,36.20\nCharlie,40.14,35.33\nEcho,44.0,33.0\n"


def ucdp_like(rows: int, *, months: int = 30, seed: int = 7) -> pd.DataFrame:
    """Make an event table in the columns of UCDP GED, places in Syria, numbers at random."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    made = []
    for number in range(rows):
        day = date(2016, 1, 1) + timedelta(days=chance.randrange(30 * months))
        long = chance.random() < 0.05
        dead = [chance.choice((0, 0, 1, 2, 3, 7)) for _ in range(4)]
        if chance.random() < 0.02:
            dead[2] += 40
        made.append(
            {
                "id": number + 1,
                "year": day.year,
                "type_of_violence": chance.choice((1, 1, 1, 2, 3)),
                "conflict_name": "Syria: Government",
                "dyad_name": "A - B",
                "side_a": chance.choice(("Government of Syria", "IS", "SNA", "Front", "Army", "X")),
                "side_b": "Civilians",
                "source_article": f'"Agency {number % 5}, {day}, Report"',
                "source_office": f"Agency {number % 5}",
                "source_original": "witness",
                "where_prec": chance.choice((1, 1, 1, 2, 2, 3, 4, 5, 6)),
                "where_coordinates": f"place {number % 40}",
                "latitude": round(chance.uniform(32.6, 36.8), 5),
                "longitude": round(chance.uniform(36.0, 41.5), 5),
                "country": "Syria",
                "country_id": 652,
                "region": "Middle East",
                "event_clarity": 1,
                "date_prec": 1,
                "date_start": day.isoformat(),
                "date_end": (day + timedelta(days=40 if long else 0)).isoformat(),
                "deaths_a": dead[0],
                "deaths_b": dead[1],
                "deaths_civilians": dead[2],
                "deaths_unknown": dead[3],
                "low": sum(dead),
                "best": sum(dead),
                "high": sum(dead) + 2,
            }
        )
    return pd.DataFrame(made)


def numbers(text: str) -> list[float]:
    """Give the numbers of a text in their order."""
    found = re.findall(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", text)
    return [float(one.replace(",", "")) for one in found]


def cells(slide: Any, name: str) -> list[list[str]]:
    """Give the texts of a table of a slide, row by row."""
    table = next(shape for shape in slide.shapes if shape.name == name).table
    return [[cell.text for cell in row.cells] for row in table.rows]


def text_of(slide: Any, name: str) -> str:
    """Give the text of a shape of a slide."""
    found = next(shape for shape in slide.shapes if shape.name == name)
    return str(found.text_frame.text)


def title_of(slide: Any) -> str:
    """Give the headline of a slide."""
    return str(slide.shapes.title.text_frame.text)


def pdf_of(deck: Path, soffice: str, folder: Path) -> Path:
    """Render a deck, or another file that LibreOffice reads, as PDF."""
    command = [soffice, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(deck)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return folder / f"{deck.stem}.pdf"


def words_of(pdf: Path) -> list[list[tuple[str, float, float, float, float]]]:
    """Give the words of each page of a PDF with their boxes in points, by pdftotext."""
    told = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, timeout=120
    ).stdout.decode()
    pages = []
    pattern = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)<'
    for page in told.split("<page ")[1:]:
        boxes = [(w, float(a), float(b), float(c), float(d))
                 for a, b, c, d, w in re.findall(pattern, page)]  # fmt: skip
        pages.append(boxes)
    return pages


def pictures_of(pdf: Path, *, dpi: int = 40) -> list[Path]:
    """Draw each page of a PDF as PNG, by pdftoppm."""
    stem = pdf.with_suffix("")
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(stem)], check=True, timeout=120
    )
    return sorted(stem.parent.glob(f"{stem.name}-*.png"))
