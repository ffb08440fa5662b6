"""Facts: dated measures, one YAML file an instrument, cut by what was known on a day."""

from oreflow.register.loader import by_id, in_force, latest_day, measures

__all__ = ["by_id", "in_force", "latest_day", "measures"]
