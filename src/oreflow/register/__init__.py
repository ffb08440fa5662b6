"""Facts: dated measures, one YAML file an instrument, and deals, cut by what was known on a day."""

from oreflow.register.deals import deals
from oreflow.register.loader import by_id, in_force, latest_day, measures

__all__ = ["by_id", "deals", "in_force", "latest_day", "measures"]
