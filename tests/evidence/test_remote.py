"""The model-backed extractor against a real HTTP server on this machine that speaks the chat completions protocol."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from oreflow.evidence import ModelExtractor, read
from oreflow.vocabulary import OreflowError

TEXT = (
    "Chile weighs a lithium quota\n\n12 May 2025\n\n"
    "Chile may impose an export quota on lithium, the mines minister said on Monday. "
    "The country supplies a quarter of the world's lithium, and the plan has been debated in Santiago for a year.\n"
)
_QUOTA = {"kind": "quota", "status": "possible", "actor": "CHL", "target": [], "objects": ["Lithium"]}
_SHARE = {"subject": "lithium", "stage": "mining", "country": "CHL", "measure": "share", "value": 25, "unit": "%"}
GOOD = {
    "events": [
        {**_QUOTA, "evidence": "may impose an export quota on lithium"},
        {**_QUOTA, "evidence": "words that are not in the report"},
        {**_QUOTA, "kind": "coup", "evidence": "may impose"},
        {**_QUOTA, "actor": "Chile", "evidence": "may impose"},
        "nonsense",
    ],
    "statistics": [{**_SHARE, "evidence": "a quarter of the world's lithium"}],
    "attributions": [{"source": "mines minister", "evidence": "the mines minister said"}],
}


class Handler(BaseHTTPRequestHandler):
    answer: str = json.dumps(GOOD)
    status: int = 200
    raw: bytes | None = None
    seen: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))
        type(self).seen.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
        payload = self.raw
        if payload is None:
            payload = json.dumps({"choices": [{"message": {"role": "assistant", "content": self.answer}}]}).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:
        return None


@pytest.fixture
def server() -> Iterator[str]:
    Handler.answer, Handler.status, Handler.raw, Handler.seen = json.dumps(GOOD), 200, None, []
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}/v1"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "chile.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_only_valid_claims_with_verbatim_words_are_kept(server: str, report: Path) -> None:
    extractor = ModelExtractor(server, "small-model", key="secret")
    (reading,) = read([report], today=date(2026, 1, 1), extractor=extractor).readings
    assert [(e.kind, e.actor, e.objects) for e in reading.events] == [("quota", "CHL", ("lithium",))]
    assert reading.document.text[reading.events[0].evidence.start :].startswith("may impose")
    assert [s.value for s in reading.statistics] == [25.0]
    assert [a.source for a in reading.attributions] == ["mines minister"]
    assert reading.extractor == "model:small-model"
    (request,) = Handler.seen
    assert (request["path"], request["key"], request["temperature"]) == ("/v1/chat/completions", "Bearer secret", 0)
    assert "Chile may impose" in request["messages"][1]["content"]


@pytest.mark.parametrize(
    ("status", "raw", "answer", "words"),
    [
        (500, b"{}", "{}", "answered 500"),
        (200, b"<html>", "{}", "chat completions protocol"),
        (200, None, "no json at all", "no JSON object"),
        (200, None, "[1]", "no JSON object"),
    ],
)
def test_a_useless_answer_is_one_clear_line(
    server: str, report: Path, status: int, raw: bytes | None, answer: str, words: str
) -> None:
    Handler.status, Handler.raw, Handler.answer = status, raw, answer
    with pytest.raises(OreflowError, match=words) as caught:
        read([report], today=date(2026, 1, 1), extractor=ModelExtractor(server, "m"))
    assert "\n" not in str(caught.value)


def test_an_endpoint_that_is_not_there_is_named(report: Path) -> None:
    with pytest.raises(OreflowError, match="cannot be reached"):
        read([report], today=date(2026, 1, 1), extractor=ModelExtractor("http://127.0.0.1:9/v1", "m", timeout_s=2))
    with pytest.raises(OreflowError, match="no http address"):
        read([report], today=date(2026, 1, 1), extractor=ModelExtractor("file:///etc/passwd", "m"))


def test_rules_are_the_default_and_ask_nobody(server: str, report: Path) -> None:
    (reading,) = read([report], today=date(2026, 1, 1)).readings
    assert reading.extractor == "rules"
    assert Handler.seen == []


def test_the_command_line_names_a_model(server: str, report: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("secret\n", encoding="utf-8")
    command = [sys.executable, "-m", "oreflow", "read", str(report), "--json", "--model-url", server]
    alone = subprocess.run(command, capture_output=True, text=True, check=False)
    assert alone.returncode == 2
    assert "--model-name" in alone.stderr
    named = [*command, "--model-name", "small-model", "--model-key-file", str(key)]
    done = subprocess.run(named, capture_output=True, text=True, check=True)
    (document,) = json.loads(done.stdout)
    assert [event["rule"] for event in document["events"]] == ["model:small-model"]
    assert Handler.seen[-1]["key"] == "Bearer secret"
