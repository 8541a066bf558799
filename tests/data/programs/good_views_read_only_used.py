"""Read-only views are sliced, summed, compared, iterated over and copied before anything is written."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np


def summarise(device_array):
    host = np.asarray(device_array)
    head, tail = host[:2], host[2:]
    mask = host > host.mean()
    mask[0] = True
    result = {"head": head.sum(), "tail": float(tail.max()), "count": int(mask.sum())}
    out = np.zeros_like(host)
    out[mask] = host[mask]
    out[-1] += tail[0]
    grown = np.append(host, 1.0)
    grown[0] = -1.0
    return result, out, grown


def run():
    return summarise(jax.jit(jnp.cumsum)(jnp.arange(5.0)))
