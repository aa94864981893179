"""The peer of bench/pqn.bench.ts: parallel Q-learning in PyTorch (Gallici et al. 2025) on ale-py's AtariVectorEnv.

Prints one JSON line: milliseconds a step, over each window of some rounds (a rollout, and what is learned from it).
Usage: pqn_loop.py SETTINGS, a JSON object with game, environments, rolloutSteps, epochs, minibatches, threads, waiting (of
the threads: active or passive), windows and rounds
"""
import json
import os
import sys
import time

given = json.loads(sys.argv[1])
os.environ["OMP_WAIT_POLICY"] = given["waiting"]  # read when torch is loaded

import ale_py
import numpy as np
import torch
from ale_py.vector_env import AtariVectorEnv
from pqn import QNetwork, lambda_returns, mean_loss

environments, steps, threads = given["environments"], given["rolloutSteps"], given["threads"]
batch = environments * steps
rate, discount, decay, longest, exploration = 2.5e-4, 0.99, 0.65, 10.0, 0.9

torch.set_num_threads(threads)
torch.manual_seed(1)
generator = np.random.default_rng(1)
ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)
env = AtariVectorEnv(
    given["game"], environments, num_threads=threads, autoreset_mode="SameStep", use_fire_reset=False, life_loss_info=False
)
actions = int(env.single_action_space.n)
network = QNetwork(actions)
optimizer = torch.optim.RAdam(network.parameters(), lr=rate, foreach=given.get("foreach"))

observations = torch.zeros((steps, environments, 4, 84, 84), dtype=torch.uint8)
taken = torch.zeros((steps, environments), dtype=torch.int64)
rewards, discounts = torch.zeros((2, steps, environments))
values = torch.zeros((steps + 1, environments))
seen, _ = env.reset(seed=1)


@torch.inference_mode()
def play():
    global seen
    for t in range(steps):
        observations[t] = torch.from_numpy(seen)
        values[t], greedy = network(observations[t]).max(1)
        explores = generator.random(environments) < exploration
        chosen = np.where(explores, generator.integers(actions, size=environments), greedy.numpy())
        taken[t] = torch.from_numpy(chosen)
        seen, reward, terminated, truncated, _ = env.step(chosen)
        rewards[t] = torch.from_numpy(reward)
        discounts[t] = torch.from_numpy(discount * ~(terminated | truncated))
    values[steps] = network(torch.from_numpy(seen)).max(1).values


def learn():
    returns = lambda_returns(rewards, discounts, values, decay).view(batch)
    flat, flat_taken = observations.view(batch, 4, 84, 84), taken.view(batch)
    for _ in range(given["epochs"]):
        for chosen in torch.randperm(batch).chunk(given["minibatches"]):
            optimizer.zero_grad()
            mean_loss(network, flat[chosen], flat_taken[chosen], returns[chosen]).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), longest, foreach=given.get("foreach"))
            optimizer.step()


times = []
for window in range(-1, given["windows"]):
    start = time.perf_counter()
    for _ in range(given["rounds"] if window >= 0 else 2):
        play()
        learn()
    if window >= 0:
        times.append((time.perf_counter() - start) * 1000 / given["rounds"] / batch)
print(json.dumps(times))
