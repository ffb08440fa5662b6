"""oreflow: what a piece of critical-mineral policy means, with every number led back to its source.

The package imports nothing heavy at the top: each verb imports what it needs when it is called, so that
``import oreflow`` and ``oreflow --help`` stay under half a second.
"""

__version__ = "0.1.0"
