"""The command line: parse the request, call one study, print. No modelling here.

Every verb prints results on stdout (one JSON document under ``--json``), everything else on stderr, and ends with
0 (done), 1 (failed) or 2 (misused). Verbs load lazily, so ``oreflow --help`` imports none of the machinery.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError

from oreflow import __version__
from oreflow.cli.output import STDIN
from oreflow.vocabulary.errors import OreflowError

app = App(
    name="oreflow",
    help="What a piece of critical-mineral policy means: who depends on whom, what a control or tariff does, "
    "what closes the gap. Every number leads back to its source.",
    version=__version__,
)
app.command("oreflow.cli.brief:brief")
app.command("oreflow.cli.read:read")
app.command("oreflow.cli.exposure:exposure")
app.command("oreflow.cli.simulate:simulate")
app.command("oreflow.cli.data:app", name="data")


def fail(message: str, code: int) -> int:
    """Say in one line on stderr what is wrong; return the exit code."""
    print(f"oreflow: {' '.join(message.split())}", file=sys.stderr)
    return code


def run(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # The parser takes a lone hyphen for an option; verbs get it back as the name of standard input.
    tokens = [STDIN if token == "-" else token for token in (sys.argv[1:] if argv is None else argv)]
    try:
        result = app(tokens, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        return fail(f"{error} (see 'oreflow --help')", 2)
    except OreflowError as error:
        return fail(str(error), 2 if error.misuse else 1)
    except BrokenPipeError:
        # The reader of our output has gone (``oreflow ... | head``): nothing is wrong with the run.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return fail("interrupted; nothing was written", 130)
    return result if isinstance(result, int) else 0


def main() -> None:
    """Entry point of the ``oreflow`` script."""
    sys.exit(run())
