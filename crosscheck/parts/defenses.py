"""Every defense: mean and variance of the outputs over Monte Carlo samples, ours against the reference."""

import math

import numpy as np
import torch

from parts.common import tensor, verdict
from reference.defenses import defended, draws_weights
from reference.networks import load
from reference.statistics import permutation_test, z_of_means, z_of_variances

batch = 50
# Of some 25 tests: with 0.001 each, a false alarm in all of them has a probability of 2.5 %.
level = 0.001


@torch.no_grad()
def samples(case, pixels):
    """Reference outputs, as many as ours, [count, outputs]."""
    forward = defended(load(case), case["defense"])
    if draws_weights(case["defense"]):
        return torch.cat([forward(pixels) for _ in range(case["count"])])
    repeats = math.ceil(case["count"] / batch)
    return torch.cat([forward(pixels.repeat(batch, 1, 1, 1)) for _ in range(repeats)])[: case["count"]]


def check(folder, cases, settings):
    for case in cases:
        ours = tensor(folder, case["id"], "outputs").numpy().astype(np.float64)
        theirs = samples(case, tensor(folder, case["id"], "inputs")).numpy().astype(np.float64)
        row = {"id": case["id"], "defense": case["defense"], "count": case["count"]}
        if case["count"] == 1:
            largest = float(np.abs(ours - theirs).max())
            yield {**row, "largest_difference": largest, "verdict": verdict(largest <= 1e-5 * np.abs(theirs).max())}
            continue
        means, variances = z_of_means(ours, theirs), z_of_variances(ours, theirs)
        found = permutation_test(ours, theirs)
        ratio = ours.var(0, ddof=1) / theirs.var(0, ddof=1)
        yield {
            **row,
            "mean_z": [round(float(z), 2) for z in means],
            "variance_ratio": [round(float(r), 3) for r in ratio],
            "variance_z": [round(float(z), 2) for z in variances],
            **found,
            "verdict": verdict(found["p"] > level),
        }
