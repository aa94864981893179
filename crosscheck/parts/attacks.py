"""Attacks on undefended networks against foolbox, ART, torchattacks and AutoAttack."""

import foolbox
import numpy as np
import torch

from parts.common import array, tensor, verdict
from reference import attacks as reference
from reference.networks import load
from reference.statistics import equal_rates, level, mcnemar

step = 0.25


def exact(make):
    """One step, or steps from the same start: pixels are compared, not successes alone."""
    return {"kind": "pixels", "make": make}


def strength(make):
    """Random or of another rule: only successes are compared, example by example."""
    return {"kind": "success", "make": make}


def own_uniform(network, x, labels, lam):
    return reference.project(x + lam * (2.0 * torch.randint(0, 2, x.shape) - 1), x, lam)


def with_step(make):
    return lambda n, x, y, lam: make(n, x, y, lam, step)


toward = foolbox.criteria.TargetedMisclassification

references = {
    "random": {"torch": strength(own_uniform)},
    "fgsm": {
        "foolbox": exact(reference.foolbox_fgsm),
        "ART": exact(reference.art_fgsm),
        "torchattacks": exact(reference.torchattacks_fgsm),
    },
    "transfer": {"foolbox": exact(reference.foolbox_fgsm)},
    "fgsm-margin": {"torch": exact(lambda n, x, y, lam: reference.own_fgsm(n, x, y, lam, "margin"))},
    "fgsm-dlr": {"torch": exact(lambda n, x, y, lam: reference.own_fgsm(n, x, y, lam, "dlr"))},
    "iterative": {
        "foolbox": exact(with_step(reference.foolbox_bim)),
        "ART": exact(with_step(reference.art_bim)),
        "torchattacks": exact(with_step(reference.torchattacks_bim)),
    },
    "iterative-worst": {"foolbox": exact(lambda n, x, y, lam: reference.foolbox_bim(n, x, y, lam, step, toward))},
    "pgd": {"foolbox": "start"},
    "eot-pgd": {"torch": exact(lambda n, x, y, lam: reference.own_eot_pgd(n, x, y, lam, 100))},
    "apgd": {
        "torchattacks": strength(reference.torchattacks_apgd),
        "AutoAttack": strength(lambda n, x, y, lam: reference.autoattack(n, x, y, lam, ["apgd-ce"])),
    },
    "apgd-dlr": {"AutoAttack": strength(lambda n, x, y, lam: reference.autoattack(n, x, y, lam, ["apgd-dlr"]))},
    "square": {"AutoAttack": "square"},
}
# Attacks of one step and their losses. Their pixels may be unequal only where ours has the sign of the gradient in double precision, or
# where that gradient is this small a part of the mean over the example: there rounding decides. Many steps add such pixels up.
one_step = {"fgsm": "ce", "transfer": "ce", "fgsm-margin": "margin", "fgsm-dlr": "dlr"}
negligible = 1e-3


def check(folder, cases, settings):
    by_network = {}
    for case in cases:
        by_network.setdefault((case["subject"], case["lambda"]), []).append(case)
        for library, how in references.get(case["attack"], {}).items():
            yield compare(folder, case, library, how)
    for (subject, lam), group in by_network.items():
        yield ensemble(folder, subject, lam, group)


def compare(folder, case, library, how):
    network, lam = load(case), case["lambda"]
    inputs = tensor(folder, case["subject"], "inputs")
    labels = tensor(folder, case["id"], "labels").long()
    targeted = case["attack"].endswith("worst")
    if how == "start":
        start = tensor(folder, case["id"], "start")
        how = exact(lambda n, x, y, lam: reference.foolbox_pgd(n, x, y, lam, start))
    elif how == "square":
        how = strength(lambda n, x, y, lam: reference.autoattack(n, x, y, lam, ["square"], case["queries"]))
    theirs = how["make"](network, inputs, labels, lam)
    theirs = (theirs[0] if isinstance(theirs, tuple) else theirs).detach()
    ours = tensor(folder, case["id"], "perturbed")
    succeeded = [succeeds(network, x, labels, targeted) for x in (ours, theirs)]
    a, b = (int(s.sum()) for s in succeeded)
    p = mcnemar(*succeeded)
    row = {
        "id": f"{case['id']} / {library}",
        "subject": case["subject"],
        "attack": case["attack"],
        "lambda": lam,
        "library": library,
        "count": case["count"],
        "ours": a,
        "reference": b,
        "p": p,
        "linf_excess": float((ours - inputs).abs().max() - lam),
        "unequal_success": int((succeeded[0] != succeeded[1]).sum()),
    }
    bounded = row["linf_excess"] <= 1e-4 and float(ours.min()) >= 0 and float(ours.max()) <= 255
    same = array(folder, case["id"], "success").astype(bool)
    row["success_differs_from_own_report"] = int((same != succeeded[0]).sum())
    agrees = bounded and row["success_differs_from_own_report"] == 0
    if how["kind"] == "pixels":
        changed = np.abs((ours - theirs).numpy()) > 1e-3
        row["equal_pixels"] = float(1 - changed.mean())
        if case["attack"] in one_step:
            row |= unequal_pixels(network, inputs, labels, one_step[case["attack"]], changed, ours)
            agrees &= row["wrong_sign"] == 0 or row["largest_wrong_gradient"] <= negligible
        agrees &= b - a <= max(1, 0.02 * case["count"])
    row["verdict"] = verdict(agrees and (a >= b or p > level))
    return row


def unequal_pixels(network, inputs, labels, loss, where, ours):
    """How many of these pixels do not have the sign of the gradient in double precision, and their largest |gradient| / mean."""
    gradient = reference.gradient(network.in_double(), inputs.double(), labels, loss)[0]
    wrong = torch.from_numpy(where) & ((ours - inputs).sign() != gradient.sign())
    relative = gradient.abs() / gradient.abs().mean((1, 2, 3), keepdim=True)
    count = int(wrong.sum())
    return {"unequal": int(where.sum()), "wrong_sign": count, "largest_wrong_gradient": float(relative[wrong].max()) if count else 0.0}


@torch.no_grad()
def succeeds(network, x, labels, targeted=False):
    best = network(x).argmax(1)
    return ((best == labels) if targeted else (best != labels)).numpy()


def ensemble(folder, subject, lam, group):
    """All of our attacks together against AutoAttack from the clean inputs, and AutoAttack on what ours leave."""
    network = load(group[0])
    inputs = tensor(folder, subject, "inputs")
    labels = tensor(folder, group[0]["id"], "labels").long()
    outputs = network(inputs[:1]).shape[1]
    chain = ["apgd-ce", "apgd-t" if outputs > 3 else "apgd-dlr", "fab-t", "square"]
    queries = next(case["queries"] for case in group if case["attack"] == "square")
    broken = np.zeros(len(inputs), dtype=bool)
    for case in group:
        if not case["attack"].endswith("worst"):
            broken |= succeeds(network, tensor(folder, case["id"], "perturbed"), labels)
    theirs = succeeds(network, reference.autoattack(network, inputs, labels, lam, chain, queries), labels)
    left = ~broken
    return {
        "id": f"{subject}/all/{lam} / AutoAttack",
        "subject": subject,
        "attack": "all",
        "lambda": lam,
        "library": "AutoAttack",
        "chain": chain,
        "count": len(inputs),
        "ours": int(broken.sum()),
        "reference": int(theirs.sum()),
        "only_reference": int((theirs & left).sum()),
        "only_ours": int((broken & ~theirs).sum()),
        "p": mcnemar(broken, theirs),
        "p_rates": equal_rates(int(broken.sum()), int(theirs.sum()), len(inputs)),
        "verdict": verdict(int((theirs & left).sum()) <= int((broken & ~theirs).sum()) or mcnemar(broken, theirs) > level),
    }
