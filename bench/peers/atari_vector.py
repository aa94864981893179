"""Steps ale-py's AtariVectorEnv for the bench vector-ale, which writes a line of JSON for each request and waits for the reply.

The first request is {game, numEnvs, threads, seed}; the reply to each further one, {actions}, is the seconds that its steps took (and
the seconds of processors, all threads together) and a checksum of the last step's observations and numbers.
"""

import json
import sys
import time
from hashlib import md5

import ale_py
import numpy as np
from ale_py.vector_env import AtariVectorEnv

ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)
setup = json.loads(sys.stdin.readline())
env = AtariVectorEnv(setup["game"], setup["numEnvs"], num_threads=setup["threads"])
env.reset(seed=setup["seed"])
print(json.dumps({"version": ale_py.__version__}), flush=True)

for line in sys.stdin:
    actions = np.array(json.loads(line)["actions"]).reshape(-1, setup["numEnvs"])
    start, before = time.perf_counter(), time.process_time()
    for row in actions:
        observations, rewards, terminated, truncated, info = env.step(row)
    seconds, cpu = time.perf_counter() - start, time.process_time() - before
    numbers = [rewards, terminated, truncated, info["lives"], info["frame_number"], info["episode_frame_number"]]
    checksum = md5(np.ascontiguousarray(observations))
    checksum.update(np.concatenate(numbers).astype(np.int32))
    print(json.dumps({"seconds": seconds, "cpu": cpu, "checksum": checksum.hexdigest()}), flush=True)
