"""The command line as a contract: exit codes, one JSON document on stdout, one clear line for each misuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "asia-tour-2025"


def run(*arguments: str, cwd: Path | None = None, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "oreflow", *arguments],
        cwd=cwd or ROOT,
        input=stdin,
        capture_output=True,
        timeout=300,
        env={**os.environ, "COLUMNS": "120"},
        check=False,
    )


def errors(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return done.stderr.decode().strip().splitlines()


def test_help_names_every_verb() -> None:
    done = run("--help")
    assert done.returncode == 0
    for verb in ("brief", "read", "exposure", "simulate", "data"):
        assert verb in done.stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("brief", str(EXAMPLE), "--home", "Atlantis"), "Atlantis"),
        (("brief", str(EXAMPLE), "--as-of", "26.10.2025"), "YYYY-MM-DD"),
        (("brief", str(EXAMPLE), "--as-of", "2099-01-01"), "future"),
        (("brief",), "file"),
        (("exposure", "Galium"), "gallium"),
        (("exposure",), "COMMODITY"),
        (("exposure", "gallium", "--all"), "not both"),
        (("exposure", "--all", "--format", "xlsx"), "--out"),
        (("brief", str(EXAMPLE), "--hom", "USA"), "--hom"),
        (("brief", str(EXAMPLE), "--since", "nowhere.json"), "nowhere.json"),
    ],
)
def test_misuse_is_one_line_and_exit_code_two(arguments: tuple[str, ...], says: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2, done.stderr.decode()
    assert done.stdout == b""
    assert len(errors(done)) == 1
    assert says in errors(done)[0]


def test_nothing_readable_is_exit_code_one(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "picture.txt").write_bytes(bytes(range(256)) * 40)
    done = run("brief", str(tmp_path), "--as-of", "2025-10-26")
    assert done.returncode == 1
    text = done.stderr.decode()
    assert "empty.txt" in text
    assert "picture.txt" in text
    assert "Traceback" not in text


def test_bad_files_do_not_stop_the_good_ones(tmp_path: Path) -> None:
    good = next(EXAMPLE.glob("*.*")).read_text(encoding="utf-8")
    (tmp_path / "good.txt").write_text(good, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "german.txt").write_text(
        "Die Bundesregierung hat am Montag neue Regeln für die Ausfuhr seltener Erden beschlossen. " * 20,
        encoding="utf-8",
    )
    (tmp_path / "page.html").write_text(
        "<html><head><title>t</title><script>alert(1)</script></head><body><article><p>"
        + good.replace("\n\n", "</p><p>")
        + "</p></article></body></html>",
        encoding="utf-8",
    )
    done = run("read", str(tmp_path), str(tmp_path / "missing.txt"), "--json")
    assert done.returncode == 0
    documents = json.loads(done.stdout)
    assert {d["doc"] for d in documents} == {"good.txt", "page.html"}
    text = done.stderr.decode()
    for name in ("empty.txt", "german.txt", "missing.txt"):
        assert sum(name in line for line in text.splitlines()) == 1, f"{name} gets one line: {text}"
    assert "alert(1)" not in done.stdout.decode()


def test_brief_json_is_one_document_and_touches_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "b.html"
    done = run(
        "brief", str(EXAMPLE), "--as-of", "2025-10-26", "--draws", "8", "--json", "--out", str(out), cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr.decode()
    data = json.loads(done.stdout)
    assert data["home"] == "USA"
    assert len(data["answer"]) == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.html"]
    previous = tmp_path / "previous.json"
    previous.write_bytes(done.stdout)
    again = run("brief", str(EXAMPLE), "--as-of", "2025-10-26", "--draws", "8", "--json", "--since", str(previous))
    assert json.loads(again.stdout)["changes"] == ["nothing in the claims changed since the previous brief"]


def test_output_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    done = run("brief", str(EXAMPLE), "--as-of", "2025-10-26", "--draws", "8", "--out", str(tmp_path / "no" / "b.html"))
    assert done.returncode == 1
    assert "no/b.html" in errors(done)[-1]


def test_standard_input_is_read() -> None:
    text = next(EXAMPLE.glob("*.*")).read_bytes()
    done = run("read", "-", "--json", stdin=text)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)[0]["events"]


def test_ledger_prints_and_a_draft_runs(tmp_path: Path) -> None:
    shown = run("read", str(EXAMPLE), "--ledger")
    assert shown.returncode == 0, shown.stderr.decode()
    assert "independent source" in shown.stdout.decode()
    draft = tmp_path / "draft.yaml"
    assert run("read", str(EXAMPLE), "--draft-scenario", str(draft)).returncode == 0
    assert "ASSUMED" in draft.read_text(encoding="utf-8")
    done = run("simulate", str(draft), "--draws", "4", "--json")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["answers"]


@pytest.mark.parametrize("name", ["scenario.yaml", "tariff-only.yaml", "with-deals.yaml"])
def test_simulate_runs_the_worked_scenarios(name: str, tmp_path: Path) -> None:
    scenario = ROOT / "examples" / "october-2025" / name
    done = run("simulate", str(scenario), "--draws", "4", "--seed", "3", "--out", str(tmp_path / "out"), "--json")
    assert done.returncode == 0, done.stderr.decode()
    data = json.loads(done.stdout)
    assert data["seed"] == 3
    assert (tmp_path / "out" / "result.json").exists()
    misused = run("simulate", str(scenario), "--months", "12")
    assert misused.returncode == 2
    assert "not modelled yet" in errors(misused)[0]


def test_data_status_lists_the_tables() -> None:
    done = run("data", "status", "--json")
    assert done.returncode == 0
    assert {"baci", "wgi", "curated"} <= {row["table"] for row in json.loads(done.stdout)}
