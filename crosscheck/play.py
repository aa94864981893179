"""Plays agents of Stable-Baselines3 and of a CleanRL-like script on ALE and here, and compares: python crosscheck/play.py --help

Trainings are resumed by the same command. Both sides play the ROMs of the Python package ale-py."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import ale_py
import numpy as np
import torch

from playing.environments import Playing, idle_frames

here = Path(__file__).parent
program = ["node", str(here.parent / "dist/cli/index.js")]
agents = {"sb3": "CrazyClimber", "cleanrl": "MsPacman"}
# Rules of play that a checkpoint does not say: how the framework's wrappers make frames, and what stands before the first.
rules = {
    "sb3": ["--preprocess", "sb3", "--first-frame-padding", "zeros"],
    "cleanrl": ["--preprocess", "cleanrl", "--first-frame-padding", "repeat"],
}
exploration = 0.05
os.environ.setdefault("ALE_ROM_DIR", str(Path(ale_py.__file__).parent / "roms"))


def train(framework, game, steps, folder):
    if framework == "sb3":
        from playing.train_sb3 import train as run
    else:
        from playing.train_cleanrl import train as run
    return run(game, steps, folder)


def network_of(framework, checkpoint, actions):
    """Pixels [4, 84, 84] -> greedy action, computed by the framework."""
    if framework == "sb3":
        from stable_baselines3 import DQN

        model = DQN.load(checkpoint, buffer_size=1)
        return lambda stack: int(model.predict(stack[None], deterministic=True)[0][0])
    from playing.train_cleanrl import QNetwork

    network = QNetwork(actions)
    network.load_state_dict(torch.load(checkpoint, weights_only=True))
    return lambda stack: int(network(torch.from_numpy(stack[None]).float()).argmax())


def taped(playing, greedy, tape):
    """Plays the tape as play.mjs does. Returns actions and scores."""
    actions, scores, start, score = [], [], 0, 0.0
    stack = playing.reset(tape["idle"][0], 1)
    for random in tape["actions"]:
        action = greedy(stack) if random < 0 else random
        actions.append(action)
        stack, reward, over = playing.step(action)
        score += reward
        if over:
            scores.append(score)
            score, start = 0.0, start + 1
            stack = playing.reset(tape["idle"][start % len(tape["idle"])])
    return actions, scores


def episodes(playing, greedy, count, rng, always_random=False):
    scores = []
    for _ in range(count):
        stack, over, score = playing.reset(int(rng.integers(1, idle_frames + 1))), False, 0.0
        while not over:
            random = always_random or rng.random() < exploration
            stack, reward, over = playing.step(int(rng.integers(playing.actions)) if random else greedy(stack))
            score += reward
        scores.append(score)
    return scores


def interval(a, b):
    """Difference of the means and its 95 % interval (Welch)."""
    from scipy import stats

    test = stats.ttest_ind(a, b, equal_var=False)
    low, high = test.confidence_interval(0.95)
    return {"difference": float(np.mean(a) - np.mean(b)), "low": float(low), "high": float(high)}


def compare(framework, game, checkpoint, folder, steps, count):
    agent = folder / "agent"
    subprocess.run([*program, "import", str(checkpoint), "--game", game, "--out", str(agent), "--overwrite", "--episodes", "1", *rules[framework]], check=True)
    playing, rng = Playing(game, framework), np.random.default_rng(1)
    drawn = np.where(rng.random(steps) < exploration, rng.integers(0, playing.actions, steps), -1)
    tape = {
        "idle": rng.integers(1, idle_frames + 1, 50).tolist(),
        "actions": drawn.tolist(),
        "observation": [4, 84, 84],
        "episodes": count,
        "exploration": exploration,
    }
    (folder / "tape.json").write_text(json.dumps(tape))
    subprocess.run(["node", str(here / "ours/play.mjs"), *(str(folder / name) for name in ("agent", "tape.json", "ours.json"))], check=True)
    ours = json.loads((folder / "ours.json").read_text())
    greedy = network_of(framework, checkpoint, playing.actions)
    with torch.no_grad():
        actions, scores = taped(playing, greedy, tape)
        theirs = episodes(playing, greedy, count, rng)
        chance = episodes(playing, greedy, count, rng, always_random=True)
    equal = float(np.mean(np.array(actions) == np.array(ours["actions"])))
    here_scores = [episode["return"] for episode in ours["episodes"] if episode["agent"] == "plain" and episode["lambda"] == 0]
    between = interval(here_scores, theirs)
    above = interval(theirs, chance)
    agrees = equal >= 0.999 and between["low"] <= 0 <= between["high"] and above["low"] > 0
    return {
        "id": f"{framework} / {game}",
        "steps": steps,
        "equal_actions": equal,
        "taped_scores": {"ours": ours["scores"], "reference": scores},
        "scores": {"ours": here_scores, "reference": theirs, "random": chance},
        "difference": between,
        "above_random": above,
        "verdict": "agrees" if agrees else "differs",
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framework", choices=agents, action="append", help="default: both")
    parser.add_argument("--game", help="default: CrazyClimber by sb3, MsPacman by cleanrl")
    parser.add_argument("--training-steps", type=int, default=150_000)
    parser.add_argument("--steps", type=int, default=5000, help="steps with shared random actions")
    parser.add_argument("--episodes", type=int, default=20)
    parser.add_argument("--train-only", action="store_true")
    options = parser.parse_args()
    rows = []
    for framework in options.framework or agents:
        game = options.game or agents[framework]
        folder = here / "build/play" / f"{framework}-{game}-{options.training_steps}"
        checkpoint = train(framework, game, options.training_steps, folder)
        if options.train_only:
            continue
        rows.append(compare(framework, game, checkpoint, folder, options.steps, options.episodes))
        print(json.dumps({key: rows[-1][key] for key in ("id", "equal_actions", "difference", "above_random", "verdict")}))
    if rows:
        settings = {"training_steps": options.training_steps, "steps": options.steps, "episodes": options.episodes}
        result = {"part": "play", "size": "full", "settings": settings, "versions": {}, "rows": rows}
        (here / "results/play.json").write_text(json.dumps(result, indent=1) + "\n")
    sys.exit(any(row["verdict"] != "agrees" for row in rows))


main()
