"""DQN like CleanRL's dqn_atari.py: the same network, state dict and wrappers; saved every few thousand steps, and resumed."""

import random
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from playing.environments import for_training


class QNetwork(nn.Module):
    def __init__(self, actions):
        super().__init__()
        self.network = nn.Sequential(
            nn.Conv2d(4, 32, 8, stride=4), nn.ReLU(),
            nn.Conv2d(32, 64, 4, stride=2), nn.ReLU(),
            nn.Conv2d(64, 64, 3, stride=1), nn.ReLU(),
            nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, actions),
        )  # fmt: skip

    def forward(self, x):
        return self.network(x / 255.0)


class Replay:
    """The frames of all steps, [steps, 84, 84]; stacks are built when they are drawn."""

    def __init__(self, size):
        self.frames = np.zeros((size, 84, 84), np.uint8)
        self.actions, self.rewards = np.zeros(size, np.int64), np.zeros(size, np.float32)
        self.ends, self.starts = np.zeros(size, bool), np.zeros(size, np.int64)
        self.filled = 0

    def stack(self, at, start):
        """Frames at−3 … at; before the first of the episode, that one is repeated."""
        return self.frames[np.maximum(np.arange(at - 3, at + 1), start)]

    def sample(self, count, rng):
        """Steps whose next frame is stored: the next row, which is the first frame of another episode where this one ended."""
        at = rng.integers(0, self.filled - 1, count)
        now = np.stack([self.stack(i, self.starts[i]) for i in at])
        after = np.stack([self.stack(i + 1, self.starts[i]) for i in at])
        return now, self.actions[at], self.rewards[at], after, self.ends[at]


def train(game, steps, folder, save_every=25_000):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    env = for_training(game, "cleanrl")
    actions = int(env.action_space.n)
    online, target = QNetwork(actions), QNetwork(actions)
    adam = torch.optim.Adam(online.parameters(), lr=1e-4)
    replay, rng, done_steps = Replay(steps), np.random.default_rng(1), 0
    state = folder / "training.pt"
    if state.exists():
        saved = torch.load(state, weights_only=False)
        done_steps = saved["steps"]
        online.load_state_dict(saved["online"])
        target.load_state_dict(saved["target"])
        adam.load_state_dict(saved["adam"])
        for name in ("frames", "actions", "rewards", "ends", "starts"):
            getattr(replay, name)[:done_steps] = saved[name]
        replay.filled = done_steps
    random.seed(done_steps)
    frame, start = np.squeeze(env.reset(seed=done_steps)[0]), done_steps
    for step in range(done_steps, steps):
        replay.frames[step], replay.starts[step] = frame, start
        epsilon = max(0.01, 1 - 0.99 * step / (0.2 * steps))
        if random.random() < epsilon:
            action = random.randrange(actions)
        else:
            with torch.no_grad():
                action = int(online(torch.from_numpy(replay.stack(step, start)[None]).float()).argmax())
        frame, reward, terminated, truncated, info = env.step(action)
        frame = np.squeeze(frame)
        replay.actions[step], replay.rewards[step], replay.ends[step] = action, reward, terminated
        replay.filled = step + 1
        if "episode" in info:
            print(f"cleanrl {game}: step {step}, return {info['episode']['r']}", flush=True)
        if terminated or truncated:
            frame, start = np.squeeze(env.reset()[0]), step + 1
        if step >= min(5000, steps // 2) and step % 2 == 0:
            now, action, reward, after, end = (torch.from_numpy(x) for x in replay.sample(32, rng))
            with torch.no_grad():
                aim = reward + 0.99 * target(after.float()).max(1).values * ~end
            found = online(now.float()).gather(1, action[:, None]).squeeze(1)
            adam.zero_grad()
            F.mse_loss(found, aim).backward()
            adam.step()
        if step % 1000 == 0:
            target.load_state_dict(online.state_dict())
        if (step + 1) % save_every == 0 or step + 1 == steps:
            save(state, step + 1, online, target, adam, replay)
    torch.save(online.state_dict(), folder / "dqn_atari.cleanrl_model")
    return folder / "dqn_atari.cleanrl_model"


def save(state, steps, online, target, adam, replay):
    arrays = {name: getattr(replay, name)[:steps] for name in ("frames", "actions", "rewards", "ends", "starts")}
    models = {"online": online.state_dict(), "target": target.state_dict(), "adam": adam.state_dict()}
    partial = state.with_suffix(".partial")
    torch.save({"steps": steps, **models, **arrays}, partial)
    partial.replace(state)
