"""Tables: trade, output, governance as the world publishes them, with source and publication day on every figure.

Light to import: polars comes in inside the functions. ``tables.build`` and ``tables.imports`` write the tables.
"""

from oreflow.tables.codes import codes_of
from oreflow.tables.inventory import TableStatus, status
from oreflow.tables.load import (
    declared,
    forget,
    governance,
    latest_trade_year,
    production,
    sources,
    trade,
    trade_codes,
)

__all__ = [
    "TableStatus",
    "codes_of",
    "declared",
    "forget",
    "governance",
    "latest_trade_year",
    "production",
    "sources",
    "status",
    "trade",
    "trade_codes",
]
