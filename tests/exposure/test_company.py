"""A company's own suppliers in place of national imports."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from oreflow.studies.exposure import company_exposure
from oreflow.vocabulary import OreflowError

HEAD = "commodity,stage,supplier,origin,share,stock_months,contract_end,tonnes_per_year\n"
GOOD = HEAD + (
    "gallium,refined,Alpha,China,60 %,2,2026-06-30,12\n"
    "gallium,refined,Beta,Germany,0.25,1,2025-01-31,5\n"
    "Ga,refined,Gamma,Taiwan,0.10,,,2\n"
    "cobalt,,Delta,Finland,1.0,,,\n"
)


def write(folder: Path, text: str) -> Path:
    path = folder / "suppliers.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_shares_stock_and_contracts_give_the_exposure(tmp_path: Path) -> None:
    result = company_exposure(write(tmp_path, GOOD), "gallium", as_of=date(2025, 10, 26))
    (stage,) = result.stages
    assert [(o.origin, o.share) for o in stage.by_origin] == [("CHN", 0.6), ("DEU", 0.25), ("TWN", 0.10)]
    assert stage.unknown_share == pytest.approx(0.05)
    assert stage.hhi_origins == pytest.approx(0.36 + 0.0625 + 0.01)
    # three months of stock, 60 % of use lost: the stock lasts 3 / 0.6 = 5 months
    assert stage.by_origin[0].months_to_line_stop == pytest.approx(5.0)
    assert stage.contracts_ending == (("2026-06-30", "Alpha", 0.6),)
    weights = {o.origin: o.instability for o in stage.by_origin}
    assert weights["TWN"] == pytest.approx(0.29132, abs=1e-5)
    assert stage.import_risk == pytest.approx(sum(o.share * weights[o.origin] for o in stage.by_origin))
    assert result.to_json()["stages"][0]["suppliers"][0]["contract_end"] == "2026-06-30"


def test_unknown_stock_gives_no_month(tmp_path: Path) -> None:
    (stage,) = company_exposure(write(tmp_path, GOOD), "cobalt").stages
    assert stage.stock_months is None
    assert stage.by_origin[0].months_to_line_stop is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("share,", "part,", "row 1: column share is missing"),
        ("supplier,origin", "supplier,origin,colour", "column 'colour' is not known"),
        ("60 %", "sixty", "row 2, column share, value 'sixty'"),
        ("60 %", "160 %", "row 2, column share, value '160 %'"),
        ("60 %", "-0.1", "row 2, column share"),
        ("China", "Cathay", "row 2: unknown country 'Cathay'"),
        ("Ga,", "Unobtainium,", "row 4: unknown commodity"),
        ("2026-06-30", "30.6.2026", "row 2, column contract_end, value '30.6.2026'"),
        ("Alpha", "", "row 2, column supplier"),
        ("0.25", "0.75", "add up to 1.450, above 1"),
        (",12\n", ",12,13\n", "more cells than columns"),
    ],
)
def test_a_broken_file_is_named_by_row_and_column(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(OreflowError) as caught:
        company_exposure(write(tmp_path, GOOD.replace(old, new, 1)), "gallium")
    assert told in str(caught.value)
    assert "suppliers.csv" in str(caught.value)


def test_no_file_and_no_supplier(tmp_path: Path) -> None:
    with pytest.raises(OreflowError, match="no such file"):
        company_exposure(tmp_path / "absent.csv", "gallium")
    with pytest.raises(OreflowError, match="no supplier of tungsten"):
        company_exposure(write(tmp_path, GOOD), "tungsten")
