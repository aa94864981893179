"""Plays ale-py's AtariVectorEnv and prints a line for each call: checksums of the observations and all numbers of the result.

Reads from stdin {game, numEnvs, options, finals, calls}: `finals` says whether the last observations count. A call is {"reset": {seed, mask}} or {"step": [actions]}.
"""

import json
import sys
from zlib import crc32

import ale_py
import numpy as np
from ale_py.vector_env import AtariVectorEnv

ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)
work = json.load(sys.stdin)
env = AtariVectorEnv(work["game"], work["numEnvs"], num_threads=1, **work["options"])


def numbers(values):
    return ",".join(str(int(value)) for value in values)


def crc(array):
    return crc32(np.ascontiguousarray(array))


none = np.zeros(work["numEnvs"], dtype=int)
for call in work["calls"]:
    if "reset" in call:
        mask = call["reset"].get("mask")
        options = None if mask is None else {"reset_mask": np.array(mask, dtype=bool)}
        observations, info = env.reset(seed=call["reset"].get("seed"), options=options)
        rewards = terminated = truncated = none
    else:
        observations, rewards, terminated, truncated, info = env.step(np.array(call["step"]))
    ends = np.flatnonzero(np.logical_or(terminated, truncated))
    finals = [crc(info["final_obs"][i]) for i in ends] if work["finals"] and "final_obs" in info else []
    counts = [info[key] for key in ("lives", "frame_number", "episode_frame_number")]
    columns = [rewards, terminated, truncated, *counts, finals]
    print(f"{crc(observations)} " + " ".join(map(numbers, columns)))
