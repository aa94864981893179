"""The peer of bench/vision.bench.ts: a training step of ResNet-20 in PyTorch, same network, batch and mathematics.

Prints one JSON line: milliseconds of every timed step. Usage: vision_training.py THREADS BATCH SLICES SIDE STEPS
"""
import json
import sys
import time

import torch
import torch.nn.functional as F
from resnet import ResNet20

threads, batch, slices, side, steps = map(int, sys.argv[1:6])
torch.set_num_threads(threads)
torch.manual_seed(0)
network = ResNet20()
decayed = [p for p in network.parameters() if p.dim() > 1]
others = [p for p in network.parameters() if p.dim() <= 1]
optimizer = torch.optim.SGD(
    [{"params": decayed, "weight_decay": 1e-4}, {"params": others, "weight_decay": 0}], lr=0.1, momentum=0.9
)
pixels = torch.randint(0, 256, (batch, 3, side, side), dtype=torch.uint8)
labels = torch.randint(0, 10, (batch,))

times = []
for i in range(-1, steps):
    start = time.perf_counter()
    optimizer.zero_grad()
    for x, y in zip(pixels.chunk(slices), labels.chunk(slices)):
        (F.cross_entropy(network(x), y) / slices).backward()
    optimizer.step()
    if i >= 0:
        times.append((time.perf_counter() - start) * 1000)
print(json.dumps(times))
