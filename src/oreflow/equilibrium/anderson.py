"""Anderson acceleration of a fixed-point map, with restarts; knows nothing of markets.

Walker & Ni, "Anderson Acceleration for Fixed-Point Iterations", SIAM J. Numer. Anal. 49 (2011), type II.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from oreflow.equilibrium.benchmark import Floats


@dataclass(frozen=True)
class Convergence:
    """Whether an equilibrium was found. ``residual`` is the largest log excess demand or quota gap left."""

    converged: bool
    iterations: int
    residual: float

    def __str__(self) -> str:
        state = "converged" if self.converged else "NOT CONVERGED"
        return f"{state} after {self.iterations} iterations, residual {self.residual:.1e}"


#: Attempts in turn: (depth of memory, share of each step taken). Later ones are slower and steadier.
SCHEDULE = ((5, 1.0), (10, 0.5), (3, 0.25), (0, 0.1))
LARGEST_STEP = 2.0
NEWTON_TURNS = 40


def fixed_point(
    improve: Callable[[Floats], tuple[Floats, float]], start: Floats, tolerance: float, max_iterations: int
) -> tuple[Floats, Convergence]:
    """Iterate z <- improve(z) until its reported residual is at most ``tolerance``.

    ``improve`` returns the next z and the residual AT z. Returns the best z seen and a Convergence that says
    "converged" only if that residual was measured at or below the tolerance.
    """
    best, best_gap, used = start, np.inf, 0
    for attempt, (depth, damping) in enumerate(SCHEDULE):
        budget = (max_iterations - used) // (len(SCHEDULE) - attempt)
        z = start if attempt % 2 == 0 else best
        memory: list[tuple[Floats, Floats]] = []
        low = np.inf
        for _ in range(budget):
            target, gap = improve(z)
            used += 1
            if gap < best_gap:
                best, best_gap = z, gap
            if gap <= tolerance:
                return z, Convergence(True, used, gap)
            if not np.isfinite(gap) or gap > 100.0 * low:  # the memory has gone stale: forget it
                memory.clear()
                if not np.isfinite(gap):
                    z = best
                    low = np.inf
                    damping *= 0.5
                    continue
            low = min(low, gap)
            move = np.clip(target - z, -LARGEST_STEP, LARGEST_STEP)
            memory.append((z, move))
            del memory[: -(depth + 1)]
            z = _next(memory, damping)
    for begin in (best, start):
        z, gap, more = newton(improve, begin, tolerance, min(NEWTON_TURNS, max_iterations // 20))
        used += more
        if gap < best_gap:
            best, best_gap = z, gap
        if gap <= tolerance:
            return z, Convergence(True, used, gap)
    return best, Convergence(False, used, float(best_gap))


def newton(
    improve: Callable[[Floats], tuple[Floats, float]], start: Floats, tolerance: float, turns: int
) -> tuple[Floats, float, int]:
    """Last resort: damped Newton on improve(z) - z with a numeric Jacobian. Returns best z, its residual and passes.

    Slow (a pass per unknown and turn) and rarely needed: markets at a kink, with capacities and quotas all but binding.
    """
    z = start.copy()
    target, gap = improve(z)
    off, used, best, best_gap = target - z, 1, z, gap
    for _ in range(turns):
        if gap <= tolerance or not np.isfinite(off).all():
            break
        slope = np.empty((z.size, z.size))
        for x in range(z.size):
            nudged = z.copy()
            nudged[x] += 1e-7
            slope[:, x] = (improve(nudged)[0] - nudged - off) / 1e-7
        used += z.size
        step = np.clip(np.linalg.lstsq(slope, -off, rcond=1e-14)[0], -LARGEST_STEP, LARGEST_STEP)
        size, length = np.linalg.norm(off), 1.0
        while True:
            tried = z + length * step
            target, gap = improve(tried)
            used += 1
            if np.linalg.norm(target - tried) < (1.0 - 1e-4 * length) * size or length < 1e-3:
                break
            length *= 0.5
        z, off = tried, target - tried
        if gap < best_gap:
            best, best_gap = z, gap
    return best, float(best_gap), used


def _next(memory: list[tuple[Floats, Floats]], damping: float) -> Floats:
    """The combination of remembered points whose combined move is smallest, plus that move."""
    z, move = memory[-1]
    if len(memory) == 1:
        return z + damping * move
    moves = np.array([m for _, m in memory])
    points = np.array([p for p, _ in memory])
    change, shift = np.diff(moves, axis=0).T, np.diff(points, axis=0).T
    gamma = np.linalg.lstsq(change, move, rcond=1e-12)[0]
    step = damping * move - (shift + damping * change) @ gamma
    return z + np.clip(step, -LARGEST_STEP, LARGEST_STEP)
