"""A batch that still carries its texts goes into a jitted loss."""
# expect: raises TypeError
import jax
import jax.numpy as jnp

TEXTS = ["good film", "bad film"]


def collate(texts, labels):
    lengths = [len(t.split()) for t in texts]
    return {"text": texts, "length": jnp.array(lengths), "label": jnp.array(labels)}


@jax.jit
def loss(w, batch):
    logits = w * batch["length"]
    return jnp.mean(jax.nn.softplus(-logits * (2 * batch["label"] - 1)))


def run():
    batch = collate(TEXTS, [1, 0])
    return loss(jnp.float32(0.5), batch)  # error: JXL505
