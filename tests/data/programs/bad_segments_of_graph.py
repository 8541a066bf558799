"""The number of nodes of a graph is read off its edges, in the compiled message passing."""
# expect: raises ConcretizationTypeError
from typing import NamedTuple

import jax
import jax.numpy as jnp


class Graph(NamedTuple):
    nodes: jax.Array
    senders: jax.Array
    receivers: jax.Array


class MessagePassing:
    def __init__(self, weight):
        self.weight = weight

    def aggregate(self, messages, receivers):
        return jax.ops.segment_sum(messages, receivers)  # error: JXL406

    def __call__(self, graph):
        messages = graph.nodes[graph.senders] @ self.weight
        return graph._replace(nodes=self.aggregate(messages, graph.receivers))


def run():
    layer = MessagePassing(jnp.eye(2))
    graph = Graph(jnp.ones((3, 2)), jnp.array([0, 1]), jnp.array([1, 2]))
    return jax.jit(layer)(graph)
