"""The peer of bench/loop.bench.ts: a plain sequential Double DQN loop in PyTorch. It acts on one state after the other
(one action in ten at random) and learns after every fourth step, from a replay that holds whole observations.

Its environment is not run but counted: 4 frames a step at 9,000 frames/s, and nothing for preprocessing, which favors
this side. Prints one JSON line: milliseconds a step, over each WINDOW of them. Usage: ddqn_loop.py THREADS WINDOWS WINDOW
"""
import json
import random
import sys
import time

import torch
from ddqn import batch, discount, learner

threads, windows, window = (int(argument) for argument in sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(0)
actions = 3  # as many as Catch has
online, update = learner(actions)
exploration, learn_period, capacity = 0.1, 4, 2000
environment_ms = 4 / 9000 * 1000

states = torch.randint(0, 256, (capacity, 4, 84, 84), dtype=torch.uint8)
taken = torch.randint(0, actions, (capacity,))
rewards = torch.zeros(capacity)
discounts = torch.full((batch,), discount)


def decide(state):
    if random.random() < exploration:
        return random.randrange(actions)
    with torch.no_grad():
        return int(online(state[None].float() / 255).argmax(1))


times = []
for i in range(-2, windows):
    start = time.perf_counter()
    for step in range(window):
        at = step % capacity
        taken[at] = decide(states[at])
        if step % learn_period == learn_period - 1:
            chosen = torch.randint(0, capacity - 1, (batch,))
            update(states[chosen], taken[chosen], rewards[chosen], discounts, states[chosen + 1])
    if i >= 0:
        times.append((time.perf_counter() - start) * 1000 / window + environment_ms)
print(json.dumps(times))
