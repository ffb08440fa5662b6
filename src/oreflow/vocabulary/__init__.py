"""The words of the house: commodities, stages, countries, units, sources, measures, deals, projects.

Every other room imports these and adds no synonym of its own (origin and destination, never reporter and partner).
"""

from oreflow.vocabulary.errors import OreflowError, UnknownNameError
from oreflow.vocabulary.names import Commodity, Country, commodities, commodity, countries, country, members
from oreflow.vocabulary.sources import Source, known_by

__all__ = [
    "Commodity",
    "Country",
    "OreflowError",
    "Source",
    "UnknownNameError",
    "commodities",
    "commodity",
    "countries",
    "country",
    "known_by",
    "members",
]
