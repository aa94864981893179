"""Plays scenarios in native ALE (Python package ale-py). Requests and replies are lines of JSON.

A request is a scenario (src/traces/scenario.ts) with the path of its ROM. The reply is its trace (src/traces/trace.ts), or the error.
"""

import hashlib
import json
import sys

from ale_py import ALEInterface, LoggerMode

DIGITS = 8


def random_numbers(seed):
    """Returns the function `randomNumbers` of trace.ts."""
    state = seed

    def below(n):
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return (state >> 16) % n

    return below


def new_hashes():
    return [hashlib.sha256() for _ in range(4)]


def observe(ale, hashes, picture, reward):
    pictures = {"screen": ale.getScreen, "rgb": ale.getScreenRGB, "gray": ale.getScreenGrayscale}
    hashes[0].update(ale.getRAM().tobytes())
    hashes[1].update(pictures[picture]().tobytes())
    hashes[2].update(b"%d " % reward)
    hashes[3].update(b"%d %d %d " % (ale.lives(), ale.game_over(), ale.game_truncated()))


def set_settings(ale, settings):
    setters = {bool: ale.setBool, int: ale.setInt, float: ale.setFloat}
    for key, value in settings.items():
        kind = float if key == "repeat_action_probability" else type(value)
        setters[kind](key, value)


def play(scenario):
    """Returns the trace of a scenario."""
    ale = ALEInterface()
    set_settings(ale, scenario["settings"])
    ale.loadROM(scenario["rom"])
    ale.setMode(scenario["mode"])
    ale.setDifficulty(scenario["difficulty"])
    ale.reset_game()

    actions = ale.getMinimalActionSet() if scenario["actions"] == "minimal" else ale.getLegalActionSet()
    below = random_numbers(scenario["seed"])
    every = scenario["restoreEvery"]
    blocks, hashes, saved, action, strength, held = [], new_hashes(), None, 0, 1.0, 0
    observe(ale, hashes, scenario["picture"], 0)
    for step in range(1, scenario["steps"] + 1):
        if held == 0:
            action = actions[below(len(actions))]
            strength = below(5) / 4 if scenario["strengths"] else 1.0
            held = below(8) + 1
        held -= 1
        observe(ale, hashes, scenario["picture"], ale.act(action, strength))
        if ale.game_over():
            ale.reset_game()
        phase = step % every if every else -1
        if phase == every // 2:
            saved = ale.cloneState(include_rng=step // every % 2 == 1)
        if phase == 0 and saved is not None:
            ale.restoreState(saved)
        if step % scenario["block"] == 0:
            blocks.append("".join(part.hexdigest()[:DIGITS] for part in hashes))
            hashes = new_hashes()
    return blocks


ALEInterface.setLoggerMode(LoggerMode.Error)
for line in sys.stdin:
    try:
        reply = {"trace": play(json.loads(line))}
    except (RuntimeError, ValueError, TypeError) as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
