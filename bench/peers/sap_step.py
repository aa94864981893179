"""The peer of bench/step.bench.ts: one SAP-100 step under FGSM in PyTorch, all samples as one batch.

Same network and mathematics: the gradient is the mean over the samples, its label the greedy action of their mean, mask
and scale are constants. Prints one JSON line: milliseconds of every timed step.
Usage: sap_step.py THREADS SAMPLES STEPS
"""
import json
import sys
import time

import torch
import torch.nn.functional as F

threads, samples, steps = map(int, sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(0)
actions, strength = 6, 1.0

network = torch.nn.Sequential(
    torch.nn.Conv2d(4, 32, 8, 4), torch.nn.ReLU(),
    torch.nn.Conv2d(32, 64, 4, 2), torch.nn.ReLU(),
    torch.nn.Conv2d(64, 64, 3, 1), torch.nn.ReLU(),
    torch.nn.Flatten(),
    torch.nn.Linear(3136, 512), torch.nn.ReLU(),
    torch.nn.Linear(512, actions),
).requires_grad_(False)


def prune(_module, _inputs, h):
    """A forward hook: draws with replacement, what is hit divided by its probability of being hit."""
    with torch.no_grad():
        size = h.flatten(1).abs()
        p = size / size.sum(1, keepdim=True)
        r = p.shape[1]
        hit = torch.zeros_like(p).scatter_(1, torch.multinomial(p, r, replacement=True), 1.0)
        scale = torch.where(hit > 0, -1 / torch.expm1(r * torch.log1p(-p)), hit).view_as(h)
    return h * scale


for module in network:
    if isinstance(module, torch.nn.ReLU):
        module.register_forward_hook(prune)


def outputs(x):
    return network((x / 255).expand(samples, -1, -1, -1))


def decide(observation):
    x = observation.float().requires_grad_()
    q = outputs(x)
    label = q.mean(0).argmax()
    loss = F.cross_entropy(q, label.expand(samples))
    gradient, = torch.autograd.grad(loss, x)
    perturbed = (x.detach() + strength * gradient.sign()).clamp(0, 255)
    with torch.no_grad():
        return outputs(perturbed).mean(0).argmax().item()


times = []
for i in range(-1, steps):
    frames = torch.randint(0, 256, (1, 4, 84, 84), dtype=torch.uint8)
    start = time.perf_counter()
    decide(frames)
    if i >= 0:
        times.append((time.perf_counter() - start) * 1000)
print(json.dumps(times))
