"""Attacks on SAP-100: our points and those of references, all evaluated with the reference's SAP on fresh samples."""

import numpy as np
import torch

from parts.common import tensor, verdict
from reference import attacks as reference
from reference.defenses import sap
from reference.networks import load
from reference.statistics import equal_rates, level, mcnemar

step = 0.25


def references(settings):
    steps = settings["sapSteps"]

    def eot(backward):
        return lambda plain, x, y, lam: reference.own_eot_pgd(pruned(plain, backward), x, y, lam, steps, samples=10)

    def on_sap(make):
        return lambda plain, x, y, lam: make(pruned(plain), x, y, lam)

    return {
        "random": {"torch": lambda plain, x, y, lam: reference.project(x + lam * (2.0 * torch.randint(0, 2, x.shape) - 1), x, lam)},
        "transfer": {"foolbox": reference.foolbox_fgsm},
        "fgsm": {"torch": on_sap(lambda n, x, y, lam: reference.own_fgsm(n, x, y, lam, "ce", samples=100))},
        "iterative": {"torch": on_sap(lambda n, x, y, lam: reference.own_bim(n, x, y, lam, step, samples=10))},
        "eot-pgd-detached": {
            "torch": eot("detached"),
            "torchattacks EOTPGD": on_sap(lambda n, x, y, lam: reference.torchattacks_eotpgd(n, x, y, lam, steps, 10)),
        },
        "eot-pgd-through-scale": {"torch": eot("through-scale")},
        "eot-pgd-identity": {"torch": eot("identity")},
        "apgd": {"torchattacks": on_sap(lambda n, x, y, lam: reference.torchattacks_apgd(n, x, y, lam, "ce", steps, 20))},
    }


def pruned(plain, backward="detached"):
    return plain.with_hook(sap(100, backward))


@torch.no_grad()
def mean_output(case, network, x, samples):
    outputs = [network(x) for _ in range(samples)]
    if case["kind"] == "classifier":
        outputs = [each.softmax(1) for each in outputs]
    return sum(outputs) / samples


def check(folder, cases, settings):
    listed = references(settings)
    for case in cases:
        for library, make in listed.get(case["attack"], {}).items():
            yield compare(folder, case, library, make, settings["evaluationSamples"])


def compare(folder, case, library, make, samples):
    plain, lam = load(case), case["lambda"]
    inputs = tensor(folder, case["subject"], "inputs")
    labels = tensor(folder, case["id"], "labels").long()
    ours = tensor(folder, case["id"], "perturbed")
    theirs = make(plain, inputs, labels, lam).detach()
    found = []
    for x in (ours, theirs):
        outputs = mean_output(case, pruned(plain), x, samples)
        found.append(((outputs.argmax(1) != labels).numpy(), reference.margin(outputs, labels).numpy()))
    (first, ours_margin), (second, their_margin) = found
    reported = tensor(folder, case["id"], "success").numpy().astype(bool)
    difference = ours_margin - their_margin
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    z = float(difference.mean() / max(error, 1e-12))
    a, b, n = int(first.sum()), int(second.sum()), case["count"]
    return {
        "id": f"{case['id']} / {library}",
        "subject": case["subject"],
        "attack": case["attack"],
        "lambda": lam,
        "library": library,
        "count": n,
        "ours": a,
        "reference": b,
        "p": mcnemar(first, second),
        "mean_margin": [float(ours_margin.mean()), float(their_margin.mean())],
        "z_of_margins": round(z, 2),
        "ours_by_own_samples": int(reported.sum()),
        "p_of_own_samples": equal_rates(int(reported.sum()), a, n),
        "linf_excess": float((ours - inputs).abs().max() - lam),
        "verdict": verdict((a >= b or mcnemar(first, second) > level) and z > -4 and equal_rates(int(reported.sum()), a, n) > level),
    }
