"""Reads the files of an evaluation and of recorded states with pandas and numpy.

    sap-atari evaluate --lambda 1,2 --episodes 2 --out runs/evaluation
    sap-atari record-states --states 20 --out runs/states
    python examples/read_results.py runs/evaluation runs/states
"""

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

evaluation, states = map(Path, sys.argv[1:3])

episodes = pd.read_json(evaluation / "episodes.jsonl", lines=True)
print(episodes.groupby(["attack", "lambda", "agent"], dropna=False)["return"].agg(["mean", "std", "count"]))

description = json.loads((states / "states.json").read_text())
pixels = np.frombuffer(gzip.decompress((states / "states.bin.gz").read_bytes()), np.uint8).reshape(-1, 4, 84, 84)
print(len(pixels), "states of", description["game"], "mean gray level", round(float(pixels.mean()), 2))
