"""Comparisons of two samples, and of paired successes."""

import numpy as np
from scipy import stats

# Of single comparisons of successes, of which a part makes some tens: a false alarm in one of them is not rare.
level = 0.01


def z_of_means(a, b):
    """z of the difference of the means of each column, [samples, columns] each."""
    variance = a.var(0, ddof=1) / len(a) + b.var(0, ddof=1) / len(b)
    return (a.mean(0) - b.mean(0)) / np.sqrt(np.maximum(variance, 1e-30))


def z_of_variances(a, b):
    """z of log(variance of a / variance of b), with the standard errors that the fourth moments give."""

    def error(x):
        centered = x - x.mean(0)
        m2, m4 = (centered**2).mean(0), (centered**4).mean(0)
        return np.maximum(m4 / m2**2 - 1, 1e-12) / len(x)

    return np.log(a.var(0, ddof=1) / b.var(0, ddof=1)) / np.sqrt(error(a) + error(b))


def permutation_test(a, b, permutations=1999):
    """Two-sided p that two samples of vectors have equal means and variances: the largest |z| of all, under exchanged members."""

    def statistic(x, y):
        return max(np.abs(z_of_means(x, y)).max(), np.abs(z_of_variances(x, y)).max())

    generator = np.random.default_rng(1)
    pooled = np.concatenate([a, b])
    observed = statistic(a, b)
    reached = 0
    for _ in range(permutations):
        shuffled = pooled[generator.permutation(len(pooled))]
        reached += statistic(shuffled[: len(a)], shuffled[len(a) :]) >= observed
    return {"largest_z": round(float(observed), 2), "comparisons": 2 * a.shape[1], "p": (reached + 1) / (permutations + 1)}


def mcnemar(a, b):
    """Two-sided exact p of paired successes: only the examples on which they disagree count."""
    first, second = int((a & ~b).sum()), int((b & ~a).sum())
    return 1.0 if first + second == 0 else float(stats.binomtest(first, first + second).pvalue)


def equal_rates(a, b, n):
    """Two-sided p that two counts of n come from one rate (Fisher)."""
    return float(stats.fisher_exact([[a, n - a], [b, n - b]]).pvalue)
