"""The peer of bench/update.bench.ts: one Double DQN update in PyTorch, same network, batch and mathematics.

Prints one JSON line: milliseconds of every timed update. Usage: ddqn_update.py THREADS UPDATES
"""
import json
import sys
import time

import torch
from ddqn import actions, batch, discount, learner

threads, updates = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)
online, update = learner()

s_tm1 = torch.randint(0, 256, (batch, 4, 84, 84), dtype=torch.uint8)
s_t = torch.randint(0, 256, (batch, 4, 84, 84), dtype=torch.uint8)
a_tm1 = torch.randint(0, actions, (batch,))
r_t = torch.randint(-1, 2, (batch,)).float()
discount_t = torch.full((batch,), discount)

times = []
for i in range(-5, updates):
    start = time.perf_counter()
    update(s_tm1, a_tm1, r_t, discount_t, s_t)
    if i >= 0:
        times.append((time.perf_counter() - start) * 1000)
print(json.dumps(times))
