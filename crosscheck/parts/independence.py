"""Do two layers use independent random numbers? Correlations of the masks (or of the noise) of two layers with equal activations."""

import math

import numpy as np

from parts.common import array, verdict
from reference.statistics import worst_z


def check(folder, cases, settings):
    for case in cases:
        outputs = array(folder, case["id"], "outputs").astype(np.float64)
        pruned = case["defense"].startswith(("sap", "dropout"))
        values = (outputs != 0).astype(np.float64) if pruned else outputs
        first, second = values[:, : case["units"]], values[:, case["units"] :]
        varies = (first.std(0) > 0) & (second.std(0) > 0)
        z = [
            math.sqrt(len(values)) * np.corrcoef(first[:, i], second[:, j])[0, 1]
            for i in np.flatnonzero(varies)
            for j in np.flatnonzero(varies)
        ]
        # Summed over the layer: coupled layers that share one random number per sample would show here first.
        total = math.sqrt(len(values)) * np.corrcoef(first.sum(1), second.sum(1))[0, 1]
        found = worst_z(np.array([*z, total]))
        yield {"id": case["id"], "count": case["count"], **found, "z_of_sums": round(float(total), 2), "verdict": verdict(found["p"] > 0.01)}
