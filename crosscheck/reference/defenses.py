"""Stochastic activation pruning and the other defenses, written from the formulas of Dhillon et al. 2018 (section 3, appendix B)."""

import math
import re

import numpy as np
import torch

rng = np.random.default_rng()


def draw_mask(weights, draws):
    """Which of the units [rows, a] are hit by `draws` draws with replacement, each unit with probability |w| / sum |w|."""
    size = weights.detach().abs().double().numpy()
    total = size.sum(1, keepdims=True)
    p = np.divide(size, total, out=np.zeros_like(size), where=total > 0)
    hit = np.zeros(size.shape, dtype=bool)
    for row in np.flatnonzero(total[:, 0] > 0):
        hit[row] = rng.multinomial(draws, p[row] / p[row].sum()) > 0
    return torch.from_numpy(hit)


def keep_probability(weights, draws):
    """1 - (1 - p)^r of [rows, a]."""
    size = weights.abs()
    p = size / size.sum(1, keepdim=True).clamp_min(torch.finfo(size.dtype).tiny)
    return -torch.expm1(draws * torch.log1p(-p.clamp_max(1 - torch.finfo(size.dtype).eps)))


def prune(h, draws, mask, backward="detached"):
    """h [rows, a] times mask, divided by the probability of being kept. How the gradient passes is `backward`."""
    keep = keep_probability(h if backward == "through-scale" else h.detach(), draws)
    scale = mask / torch.where(mask, keep, 1)
    if backward == "identity":
        return h + (h * scale - h).detach()
    return h * scale


def flat(change):
    """A hook on activations of any shape, of a function of [rows, a]."""
    return lambda h, name: change(h.flatten(1)).reshape(h.shape)


def sap(percent, backward="detached", sampler="multinomial"):
    def change(h):
        draws = math.trunc(percent * h.shape[1] / 100)
        if sampler == "multinomial":
            mask = draw_mask(h, draws)
        else:
            mask = torch.rand_like(h) < keep_probability(h.detach(), draws)
        return prune(h, draws, mask, backward)

    return flat(change)


def normal(h, mean, s):
    return mean + s * torch.randn_like(h)


hooks = {
    "sap": lambda k, rest: sap(k, sampler="bernoulli" if rest == "-bernoulli" else "multinomial"),
    "dropout": lambda rate, _: flat(lambda h: h * (torch.rand_like(h) >= rate) / (1 - rate)),
    "rna": lambda s, _: flat(lambda h: h + normal(h, 0, s)),
    "rsa": lambda s, _: flat(lambda h: h * normal(h, 1, s)),
}


def largest(w, percent):
    count = math.trunc(percent * w.numel() / 100)
    order = torch.sort(w.abs().flatten(), descending=True, stable=True).indices[:count]
    kept = torch.zeros(w.numel())
    kept[order] = 1
    return w * kept.reshape(w.shape)


def pruned_weights(w, percent):
    draws = math.trunc(percent * w.numel() / 100)
    row = w.reshape(1, -1)
    return prune(row, draws, draw_mask(row, draws)).reshape(w.shape)


weights = {
    "rnw": lambda w, s: w + normal(w, 0, s),
    "rsw": lambda w, s: w * normal(w, 1, s),
    "dwp": largest,
    "swp": pruned_weights,
}


def defended(network, label):
    """Returns a function: pixels -> outputs with fresh random numbers. `label` composes with +, the first innermost."""
    chain, changes = [], []
    for part in label.split("+"):
        name, argument, rest = re.fullmatch(r"([a-z]+)([\d.]+)(.*)", part).groups()
        if name in hooks:
            chain.append(hooks[name](float(argument), rest))
        else:
            changes.append(lambda w, change=weights[name], value=float(argument): change(w, value))

    def hook(h, name):
        for each in chain:
            h = each(h, name)
        return h

    def weighted(_, w):
        for change in changes:
            w = change(w)
        return w

    hooked = network.with_hook(hook)
    return lambda pixels: (hooked.with_weights(weighted) if changes else hooked)(pixels)


def draws_weights(label):
    return any(part[:3] in ("rnw", "rsw", "swp") for part in label.split("+"))
