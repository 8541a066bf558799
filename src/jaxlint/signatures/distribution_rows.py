"""Distributions of NumPyro: which there are, and that drawing from them uses up a key."""

from __future__ import annotations

from typing import Final

from jaxlint.signatures.rows import Family
from jaxlint.signatures.signature import Makes

PACKAGE: Final = "numpyro.distributions"
DISTRIBUTION: Final = f"{PACKAGE}.Distribution"

_DRAWING: Final = """
    AsymmetricLaplace AsymmetricLaplaceQuantile Bernoulli BernoulliLogits BernoulliProbs Beta BetaBinomial
    BetaNegativeBinomial BetaProportion Binomial BinomialLogits BinomialProbs CAR Categorical CategoricalLogits
    CategoricalProbs Cauchy Chi2 CirculantNormal Dirichlet DirichletMultinomial DiscreteUniform DoublyTruncatedPowerLaw
    EulerMaruyama Exponential Gamma GammaPoisson GaussianCopula GaussianCopulaBeta GaussianRandomWalk
    GaussianStateSpace Geometric GeometricLogits GeometricProbs Gompertz Gumbel HalfCauchy HalfNormal InverseGamma
    Kumaraswamy LKJ LKJCholesky Laplace LeftTruncatedDistribution Levy LogNormal LogUniform Logistic
    LowRankMultivariateNormal LowerTruncatedPowerLaw MatrixNormal Mixture MixtureGeneral MixtureSameFamily Multinomial
    MultinomialLogits MultinomialProbs MultivariateNormal MultivariateStudentT NegativeBinomial NegativeBinomial2
    NegativeBinomialLogits NegativeBinomialProbs Normal OrderedLogistic Pareto Poisson ProjectedNormal
    RelaxedBernoulli RelaxedBernoulliLogits RightTruncatedDistribution SineBivariateVonMises SineSkewed SoftLaplace
    StudentT TruncatedCauchy TruncatedDistribution TruncatedNormal TruncatedPolyaGamma TwoSidedTruncatedDistribution
    Uniform VonMises Weibull Wishart WishartCholesky ZeroInflatedDistribution ZeroInflatedLogits
    ZeroInflatedNegativeBinomial2 ZeroInflatedPoisson ZeroInflatedProbs ZeroSumNormal
"""
_WRAPPING: Final = """
    ExpandedDistribution FoldedDistribution Independent LeftCensoredDistribution MaskedDistribution
    RightCensoredDistribution TransformedDistribution
"""

DRAWING: Final = frozenset(f"{PACKAGE}.{name}" for name in _DRAWING.split())
"""What makes a distribution that draws with the key it is given; `Delta` and `Unit` do not (numpyro 0.22)."""

WRAPPING: Final = frozenset(f"{PACKAGE}.{name}" for name in _WRAPPING.split()) | frozenset(
    f"{DISTRIBUTION}.{name}" for name in ("expand", "expand_by", "mask", "to_event")
)
"""What makes a distribution that hands its key to another, which is given first."""

DRAWS: Final = frozenset("sample rsample sample_with_intermediates".split())
"""Methods that use up the key."""

METHODS: Final = frozenset(
    f"{DISTRIBUTION}.{name}" for name in (*DRAWS, "expand", "expand_by", "log_prob", "mask", "to_event")
)

FAMILIES: Final = (
    Family(DISTRIBUTION, "sample rsample: self, consumed key, static sample_shape=?"),
    Family(
        DISTRIBUTION,
        "sample_with_intermediates: self, consumed key, static sample_shape=?",
        makes=Makes.UNKNOWN,
    ),
    Family(DISTRIBUTION, "log_prob: ?"),
)
