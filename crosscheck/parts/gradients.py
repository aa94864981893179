"""Gradients through SAP with shared masks: PyTorch differentiates the formula with the masks that ours drew, in double precision."""

import numpy as np
import torch

from parts.common import tensor, verdict
from reference.attacks import losses
from reference.defenses import prune
from reference.networks import load


def check(folder, cases, settings):
    for case in cases:
        yield from of_case(folder, case)


def of_case(folder, case):
    inputs = tensor(folder, case["id"], "inputs").double()
    samples = case["samples"]
    pruned = {name: tensor(folder, case["id"], f"layer-{name}") for name in case["layers"]}
    largest = {}

    def with_masks(backward):
        def hook(h, name):
            flat = h.flatten(1)
            kept = prune(flat, flat.shape[1], pruned[name] != 0, backward)
            largest[name] = float((kept.detach() - pruned[name]).abs().max() / pruned[name].abs().max())
            return kept.reshape(h.shape)

        return load(case, hook).in_double()

    def rows(x):
        return x.repeat_interleave(samples, 0)

    with torch.no_grad():
        outputs = with_masks("detached")(rows(inputs))
    ours = tensor(folder, case["id"], "outputs")
    difference = float((outputs - ours).abs().max())
    size = float(outputs.abs().max())
    yield {
        "id": f"{case['id']}/outputs",
        "count": case["count"],
        "samples": samples,
        "largest_difference": difference,
        "largest_output": size,
        "largest_of_a_layer": max(largest.values()),
        "verdict": verdict(difference <= 1e-4 * size and max(largest.values()) <= 1e-4),
    }
    mean = outputs.reshape(case["count"], samples, -1)
    mean = mean.softmax(2).mean(1) if case["kind"] == "classifier" else mean.mean(1)
    labels = tensor(folder, case["id"], "labels").long() if case["kind"] == "classifier" else mean.argmax(1)
    for backward in ("detached", "through-scale", "identity"):
        for loss in ("ce", "margin"):
            x = inputs.clone().requires_grad_()
            total = losses[loss](with_masks(backward)(rows(x)), rows(labels)).sum() / samples
            expected = torch.autograd.grad(total, x)[0].flatten(1).numpy()
            found = tensor(folder, case["id"], f"gradient-{backward}-{loss}").flatten(1).numpy()
            norm = np.linalg.norm(expected, axis=1)
            relative = float((np.linalg.norm(found - expected, axis=1) / norm).max())
            nonzero = (expected != 0) | (found != 0)
            yield {
                "id": f"{case['id']}/{backward}/{loss}",
                "count": case["count"],
                "samples": samples,
                "largest_relative_difference": relative,
                "equal_signs": float((np.sign(found) == np.sign(expected))[nonzero].mean()),
                "verdict": verdict(relative <= 1e-3),
            }
