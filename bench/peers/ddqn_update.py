"""The peer of bench/update.bench.ts: one Double DQN update in PyTorch, same network, batch and mathematics.

Prints one JSON line: milliseconds of every timed update. Usage: ddqn_update.py THREADS UPDATES
"""
import json
import sys
import time

import torch
import torch.nn.functional as F

threads, updates = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)
actions, batch, discount = 6, 32, 0.99
rate, decay, epsilon = 2.5e-4, 0.95, 1e-5


def network():
    return torch.nn.Sequential(
        torch.nn.Conv2d(4, 32, 8, 4), torch.nn.ReLU(),
        torch.nn.Conv2d(32, 64, 4, 2), torch.nn.ReLU(),
        torch.nn.Conv2d(64, 64, 3, 1), torch.nn.ReLU(),
        torch.nn.Flatten(),
        torch.nn.Linear(3136, 512), torch.nn.ReLU(),
        torch.nn.Linear(512, actions),
    )


online, target = network(), network()
target.load_state_dict(online.state_dict())
parameters = list(online.parameters())
optimiser = torch.optim.RMSprop(parameters, lr=rate, alpha=decay, eps=epsilon, centered=True)

s_tm1 = torch.randint(0, 256, (batch, 4, 84, 84), dtype=torch.uint8)
s_t = torch.randint(0, 256, (batch, 4, 84, 84), dtype=torch.uint8)
a_tm1 = torch.randint(0, actions, (batch,))
r_t = torch.randint(-1, 2, (batch,)).float()
discount_t = torch.full((batch,), discount)


def update():
    x_tm1, x_t = s_tm1.float() / 255, s_t.float() / 255
    with torch.no_grad():
        best = online(x_t).argmax(1)
        bootstrap = target(x_t).gather(1, best[:, None])[:, 0]
        goal = r_t + discount_t * bootstrap
    q = online(x_tm1).gather(1, a_tm1[:, None])[:, 0]
    loss = F.smooth_l1_loss(q, goal)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()


for _ in range(5):
    update()
times = []
for _ in range(updates):
    start = time.perf_counter()
    update()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps(times))
