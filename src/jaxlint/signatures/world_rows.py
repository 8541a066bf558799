"""Libraries around a program that print, record or draw: PyTorch's generator, experiment trackers, pretty printers."""

from __future__ import annotations

from jaxlint.signatures.rows import Family
from jaxlint.signatures.signature import Makes

_TORCH = "draws from PyTorch's global generator"
_RANDOM = "advances a Python generator"

FAMILIES = (
    Family(
        "torch",
        """
        bernoulli multinomial normal poisson rand rand_like randint randint_like randn randn_like
            randperm: ?
        """,
        None,
        Makes.UNKNOWN,
        impure=_TORCH,
    ),
    Family(
        "random.Random",
        """
        betavariate choice choices expovariate gammavariate gauss getrandbits lognormvariate normalvariate
            paretovariate randbytes randint random randrange sample shuffle triangular uniform vonmisesvariate
            weibullvariate: ?
        """,
        None,
        Makes.HOST,
        impure=_RANDOM,
    ),
    Family("wandb", "log: ?", None, Makes.NONE, impure="logs"),
    Family("mlflow", "log_metric log_metrics log_param log_params: ?", None, Makes.NONE, impure="logs"),
    Family(
        "loguru",
        "logger.critical logger.debug logger.error logger.info logger.success logger.trace logger.warning: ?",
        None,
        Makes.NONE,
        impure="logs",
    ),
    Family("rich", "print inspect: ?", None, Makes.NONE, impure="prints"),
    Family("icecream", "ic: ?", None, Makes.UNKNOWN, impure="prints"),
)
