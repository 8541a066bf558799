"""Dijkstra's queue orders its entries by traced distances."""
# expect: raises TracerBoolConversionError
import heapq

import jax
import jax.numpy as jnp


@jax.jit
def nearest_two(distances):
    queue = []
    for node in range(distances.shape[0]):
        heapq.heappush(queue, (distances[node], node))  # error: JXL401
    first, second = heapq.heappop(queue), heapq.heappop(queue)  # error: JXL401
    return jnp.stack([first[0], second[0]])


def run():
    return nearest_two(jnp.array([3.0, 1.0, 2.0]))
