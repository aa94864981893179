"""The same network? Outputs on the same inputs."""

import torch

from parts.common import tensor, verdict
from reference.networks import load

# Of the range of the outputs: float32 rounding through some ten layers.
tolerance = 1e-5


@torch.no_grad()
def check(folder, cases, settings):
    for case in cases:
        outputs = tensor(folder, case["id"], "outputs")
        expected = load(case)(tensor(folder, case["id"], "inputs"))
        largest = float((outputs - expected).abs().max())
        size = float(expected.abs().max())
        unequal = int((outputs.argmax(1) != expected.argmax(1)).sum())
        yield {
            "id": case["id"],
            "count": case["count"],
            "largest_difference": largest,
            "largest_output": size,
            "unequal_argmax": unequal,
            "verdict": verdict(largest <= tolerance * size and unequal == 0),
        }
