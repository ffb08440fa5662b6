"""Inputs: every kind of file, and one clear line for each that cannot be read, the rest processed."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from oreflow.evidence import Problem, read, read_documents, stream_documents
from oreflow.evidence.documents import MAX_FILE_BYTES
from tests.evidence.shared_texts import seeds

TODAY = date(2026, 1, 31)
REPORT = (
    "China bans exports of gallium to the United States\n\n3 December 2024\n\n"
    "China on Tuesday banned exports of gallium to the United States, the Commerce Ministry said. "
    "It is the latest step in the dispute between the two over chips and the metals that are used to make them.\n"
)


def test_bad_inputs_each_give_one_line_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_text("  \n\n ")
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (tmp_path / "huge.txt").write_bytes(b"a" * (MAX_FILE_BYTES + 1))
    (tmp_path / "spanish.txt").write_text(
        "El gobierno de Chile anunció ayer que va a revisar los contratos de litio con las empresas que operan en el salar, "  # noqa: E501
        "según dijo la ministra de Minería en una rueda de prensa en Santiago con los medios de comunicación nacionales.",  # noqa: E501
        encoding="utf-8",
    )
    (tmp_path / "future.txt").write_text(REPORT.replace("2024", "2031"), encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing here")
    (tmp_path / "empty_folder").mkdir()
    paths = [tmp_path, tmp_path / "empty_folder", tmp_path / "missing.txt", tmp_path / "*.docx"]
    documents, problems = read_documents(paths, today=TODAY)
    assert sorted(d.doc for d in documents) == ["future.txt", "good.txt"]
    by_name = {p.doc.rsplit("/", 1)[-1]: p for p in problems}
    assert set(by_name) >= {
        "empty.txt", "blank.txt", "image.txt", "huge.txt", "spanish.txt", "future.txt", "broken.pdf", "empty_folder", "missing.txt", "*.docx",  # noqa: E501
    }  # fmt: skip
    assert len(problems) == 10
    assert all("\n" not in p.line for p in problems)
    assert by_name["spanish.txt"].severity == "skipped"
    assert by_name["future.txt"].severity == "warning"
    assert "2031-12-03" in by_name["future.txt"].message
    assert next(d for d in documents if d.doc == "future.txt").published is None


def test_title_date_and_dateline_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT.replace("China on Tuesday", "BEIJING — China on Tuesday"), encoding="utf-8")
    (document,), _ = read_documents([tmp_path / "a.txt"], today=TODAY)
    assert document.title == "China bans exports of gallium to the United States"
    assert document.published == date(2024, 12, 3)
    assert document.dateline == "BEIJING"


def test_html_gives_the_article_without_scripts(tmp_path: Path) -> None:
    page = (
        "<html><head><title>t</title><script>var x='Trump imposes tariffs on Mars';</script></head><body><nav>Home Politics</nav>"  # noqa: E501
        f"<article><h1>China bans exports</h1>{''.join(f'<p>{p}</p>' for p in REPORT.split(chr(10)) if p)}</article>"
        "<script>alert('sanctions')</script></body></html>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (document,), problems = read_documents([tmp_path / "page.html"], today=TODAY)
    assert not problems
    assert "banned exports of gallium" in document.text
    assert "Mars" not in document.text
    assert "<" not in document.text


@pytest.mark.parametrize("piece", ["<script>", "<div>", "<", "<p>the ban of exports</p>", "<a x='1' "])
def test_monstrous_pages_are_cut_and_read_to_an_end(tmp_path: Path, piece: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        f"<html><body>the talk of the town {piece * (3_000_000 // len(piece))}</body></html>", encoding="utf-8"
    )
    evidence = read([path], today=TODAY)
    assert evidence.problems
    assert "save the text" in evidence.problems[0].message


def test_tables_of_articles_give_one_document_a_row(tmp_path: Path) -> None:
    rows = [{"title": "A", "text": REPORT, "published": "2024-12-03", "outlet": "Wire"}, {"text": ""}]
    (tmp_path / "news.jsonl").write_text("\n".join(json.dumps(r) for r in rows) + "\nnot json\n", encoding="utf-8")
    (tmp_path / "news.csv").write_text(
        'title,text,date,source\nB,"' + REPORT.replace('"', "'") + '",2024-12-04,Wire B\n', encoding="utf-8"
    )
    documents, problems = read_documents([tmp_path / "news.jsonl", tmp_path / "news.csv"], today=TODAY)
    assert [(d.outlet, d.published) for d in documents] == [("Wire", date(2024, 12, 3)), ("Wire B", date(2024, 12, 4))]
    assert len(problems) == 2


def test_pdf_text_is_read(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=300, height=300)
    with (tmp_path / "scan.pdf").open("wb") as handle:
        writer.write(handle)
    _, (problem,) = read_documents([tmp_path / "scan.pdf"], today=TODAY)
    assert "without text" in problem.message


def test_standard_input_is_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORT.encode())))
    (document,), _ = read_documents(["-"], today=TODAY)
    assert document.doc == "stdin"


def test_streaming_yields_before_the_end(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"text": REPORT}) + "\n" for _ in range(50)), encoding="utf-8")
    stream: Iterator[object] = stream_documents([path], today=TODAY)
    assert not isinstance(next(stream), Problem)


def test_furniture_of_a_site_is_cut() -> None:
    first = seeds()[0]
    (document,), _ = read_documents([first], today=TODAY)
    kept = "\n".join(document.text[s:e] for s, e in document.body)
    assert "soybeans" in kept
    assert "Disclaimer" not in kept
    assert "Related Posts" not in kept
    assert document.syndicated_from == "Invezz"
    assert document.published == date(2025, 10, 26)


def test_every_span_is_verbatim() -> None:
    for reading in read(seeds(), today=TODAY).readings:
        text = reading.document.text
        spans = [e.evidence for e in reading.events] + [m for e in reading.events for m in e.mentions]
        spans += (
            [s.evidence for s in reading.statistics]
            + [a.evidence for a in reading.attributions]
            + [a.evidence for a in reading.asides]
        )
        assert spans
        for span in spans:
            assert text[span.start : span.end] == span.text


def test_several_processes_read_the_same_in_the_same_order(tmp_path: Path) -> None:
    goods = ("gallium", "graphite", "tungsten", "nickel", "antimony")
    for n in range(130):
        text = f"China has banned exports of {goods[n % 5]} to Japan, the ministry said in notice {n}.\n"
        (tmp_path / f"r{n:03}.txt").write_text(text if n != 77 else "", encoding="utf-8")
    alone = read([tmp_path], today=date(2026, 1, 1))
    together = read([tmp_path], today=date(2026, 1, 1), workers=2)
    assert together == alone
    assert [problem.doc for problem in together.problems] == ["r077.txt"]
    assert len(together.readings) == 129
