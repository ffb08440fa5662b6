"""Anderson acceleration, compiled: the steps between two passes over the market (anderson.py is the readable twin)."""

from __future__ import annotations

import numpy as np

from oreflow.equilibrium.benchmark import Floats
from oreflow.equilibrium.compiled import kernel, kernel_of_sums
from oreflow.equilibrium.workspace import DEPTH, Work

SHALLOW = 5  # memory for one stage
LARGEST_STEP = 2.0


@kernel_of_sums
def remember(wk: Work, z: Floats, held: int, newest: int, depth: int) -> int:
    """Store the last change of z and of its move in the slot ``newest``; update the Gram matrix. Returns slots held."""
    change, shift = wk.change[newest], wk.shift[newest]
    move, last_move, last_z, gram = wk.move, wk.last_move, wk.last_z, wk.gram
    for x in range(z.size):
        change[x] = move[x] - last_move[x]
        shift[x] = z[x] - last_z[x]
    held = min(held + 1, depth)
    for other in range(held):
        dot = dot_product(change, wk.change[other])
        gram[newest, other] = dot
        gram[other, newest] = dot
    return held


@kernel_of_sums
def dot_product(one: Floats, other: Floats) -> float:
    """Sum of one x other."""
    total = 0.0
    for x in range(one.size):
        total += one[x] * other[x]
    return total


@kernel
def mix(wk: Work, held: int) -> bool:
    """Least-squares weights gamma of the remembered changes (normal equations, Cholesky); False if singular."""
    gamma, gram, low = wk.gamma, wk.gram, wk.system
    for u in range(held):
        gamma[u] = dot_product(wk.change[u], wk.move)
    for u in range(held):
        for v in range(u + 1):
            total = gram[u, v] if u != v else gram[u, u] * (1.0 + 1e-12)
            for t in range(v):
                total -= low[u, t] * low[v, t]
            if u != v:
                low[u, v] = total / low[v, v]
            elif total > 0.0:
                low[u, u] = np.sqrt(total)
            else:
                return False
    for u in range(held):
        for t in range(u):
            gamma[u] -= low[u, t] * gamma[t]
        gamma[u] /= low[u, u]
    for u in range(held - 1, -1, -1):
        for t in range(u + 1, held):
            gamma[u] -= low[t, u] * gamma[t]
        gamma[u] /= low[u, u]
    return True


@kernel
def advance(wk: Work, z: Floats, held: int, damping: float) -> None:
    """z <- z + damped move, less what the memory explains; steps are capped."""
    move, last_z, last_move, step = wk.move, wk.last_z, wk.last_move, wk.target
    for x in range(z.size):
        last_z[x] = z[x]
        last_move[x] = move[x]
        step[x] = damping * move[x]
    for u in range(held):
        gamma, change, shift = wk.gamma[u], wk.change[u], wk.shift[u]
        for x in range(z.size):
            step[x] -= gamma * (shift[x] + damping * change[x])
    for x in range(z.size):
        z[x] += min(max(step[x], -LARGEST_STEP), LARGEST_STEP)


@kernel
def copy_into(source: Floats, target: Floats) -> None:
    """target <- source."""
    for x in range(source.size):
        target[x] = source[x]


@kernel
def settings_of_attempt(attempt: int, products: int) -> tuple[int, float]:
    """(memory, damping) of each attempt: later ones are slower and steadier, as anderson.SCHEDULE."""
    if attempt == 0:
        return DEPTH if products > 1 else SHALLOW, 1.0
    if attempt == 1:
        return DEPTH, 0.5
    if attempt == 2:
        return 3, 0.25
    return 0, 0.1
