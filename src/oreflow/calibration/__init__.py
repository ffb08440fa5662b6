"""Calibration: facts become one frozen Benchmark, by six steps that each report what they changed.

Light to import: data frames are read inside :func:`calibrate` only.
"""

from oreflow.calibration.assemble import calibrate, from_facts
from oreflow.calibration.dependence import direct_dependence, traced_dependence
from oreflow.calibration.gather_facts import CoverageLine, coverage_lines
from oreflow.calibration.parameters import Parameter, parameters_for
from oreflow.calibration.result import Adjustment, Calibration, OriginLine, Overrides

__all__ = [
    "Adjustment",
    "Calibration",
    "CoverageLine",
    "OriginLine",
    "Overrides",
    "Parameter",
    "calibrate",
    "coverage_lines",
    "direct_dependence",
    "from_facts",
    "parameters_for",
    "traced_dependence",
]
