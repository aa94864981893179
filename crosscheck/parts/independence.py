"""Do two layers use independent random numbers? Correlations of the masks (or of the noise) of two layers with equal activations."""

import numpy as np

from parts.common import array, verdict

permutations = 499
# Of six defenses.
level = 0.005


def standardized(values):
    """Columns of mean 0 and variance 1; columns that do not vary are left out. The last column is the sum of all."""
    values = np.column_stack([values, values.sum(1)])
    varying = values[:, values.std(0) > 0]
    return (varying - varying.mean(0)) / varying.std(0)


def check(folder, cases, settings):
    generator = np.random.default_rng(1)
    for case in cases:
        outputs = array(folder, case["id"], "outputs").astype(np.float64)
        pruned = case["defense"].startswith(("sap", "dropout"))
        values = (outputs != 0).astype(np.float64) if pruned else outputs
        first, second = standardized(values[:, : case["units"]]), standardized(values[:, case["units"] :])
        # sqrt(n) times the correlations. Rare units make large ones more probable than normal: hence the permutations of samples.
        z = first.T @ second / np.sqrt(len(first))
        largest = np.abs(z).max()
        reached = sum(
            np.abs(first.T @ second[generator.permutation(len(second))]).max() >= largest * np.sqrt(len(first)) for _ in range(permutations)
        )
        p = (reached + 1) / (permutations + 1)
        yield {
            "id": case["id"],
            "count": case["count"],
            "largest_z": round(float(largest), 2),
            "comparisons": z.size,
            "p": p,
            "z_of_sums": round(float(z[-1, -1]), 2),
            "verdict": verdict(p > level),
        }
