"""Imports networks of the original width, in the file formats of the Python frameworks, and compares their outputs:
python crosscheck/imports.py full|quick FOLDER RESULT.json

The builders of the test fixtures write the files, set by set; ours/imports.mjs reads them."""

import json
import platform
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import ale_py
import gymnasium
import numpy as np

from parts.common import verdict

here = Path(__file__).parent
fixtures = here.parent / "test/fixtures"
frames_of_games = 16
steps_between = 20
# Of the range of an output over the observations: float32 rounding through some ten layers.
tolerance = 1e-4
ways = "default,dynamo,script17,script17-any"
libraries = ["torch", "onnx", "onnxscript", "stable-baselines3", "sb3-contrib", "pfrl", "tianshou"]
# Script, its options, and the file in which it lists what it wrote.
sets = {
    "layouts": ("checkpoints_torch.py", ["--full"], "torch.json"),
    "graphs": ("onnx_torch.py", ["--variants", ways], "cases.json"),
    "grid": ("onnx_torch.py", ["--only", "cleanrl-dqn"], "cases.json"),
    "frameworks": ("checkpoints_frameworks.py", [], "frameworks.json"),
}
gymnasium.register_envs(ale_py)


def recorded():
    """Stacks of frames of Pong and Breakout under random actions, [32, 4, 84, 84]."""
    stacks = []
    for game in ("Pong", "Breakout"):
        env = gymnasium.wrappers.AtariPreprocessing(gymnasium.make(f"{game}NoFrameskip-v4"))
        env = gymnasium.wrappers.FrameStackObservation(env, 4)
        env.reset(seed=1)
        env.action_space.seed(1)
        for step in range(1, frames_of_games * steps_between + 1):
            stack, _, terminated, truncated, _ = env.step(env.action_space.sample())
            if step % steps_between == 0:
                stacks.append(stack)
            if terminated or truncated:
                env.reset()
    return np.stack(stacks)


def written(folder, name, observations):
    """Runs a builder of test fixtures; returns what it says about its files."""
    script, options, listed = sets[name]
    folder.mkdir(parents=True)
    (folder / "observations.bin").write_bytes(observations.tobytes())
    command = [sys.executable, "-W", "ignore", str(fixtures / script), str(folder), *options]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return json.loads((folder / listed).read_text())


def graph_cases(folder, files):
    """Cases of ONNX files, each with PyTorch's outputs; None for a graph that must be refused."""
    for file, case in files.items():
        network, way = file.removesuffix(".onnx").split(".")
        if "error" in case:
            print(f"imports: PyTorch cannot export {file}: {case['error']}", file=sys.stderr)
            continue
        # The default export names outputs by itself.
        output = {"output": "linear_1" if way == "default" else "advantage"} if network == "radial" else {}
        scale = {"inputScale": case["scale"]} if "scale" in case else {}
        row = {"id": f"onnx/{network}/{way}", "kind": "ONNX", "network": network, "way": way}
        yield row, {"path": str(folder / file), **output, **scale}, graph_outputs(network, case["outputs"])


def graph_outputs(network, outputs):
    if network == "sb3-policy":
        return None
    values = np.array(outputs["advantage" if network == "radial" else "q"])
    # Distributions over 51 atoms are imported as their means.
    return values.reshape(len(values), -1, 51) @ np.linspace(-10, 10, 51) if network == "rainbow-distribution" else values


def checkpoint_cases(folder, name, files):
    """Cases of checkpoints, and of two under names of other formats."""
    for package in files.get("missing", []):
        print(f"imports: not installed, so not compared: {package}", file=sys.stderr)
    files = dict(files.get("files", files))
    renamed = {"cleanrl-dqn.cleanrl_model": "cleanrl-dqn-renamed.onnx", "sb3-qrdqn.zip": "sb3-qrdqn-renamed.pt"}
    for file, other in renamed.items() if name == "layouts" else ():
        shutil.copy(folder / file, folder / other)
        files[other] = files[file]
    for file, case in files.items():
        row = {"id": f"{name}/{file}", "kind": f"checkpoint ({name})", "network": case["family"], "way": file}
        yield row, {"path": str(folder / file), **case.get("options", {})}, np.array(case["q"])


def compared(row, path, expected, refused):
    """A row with what became of the file."""
    if expected is None:
        cured = refused is not None and "\n" not in refused and "ArgMax" in refused and "--output" in refused
        return row | {"outcome": "refused" if cured else "not refused with the cure", "verdict": verdict(cured)}
    if refused is not None:
        return row | {"outcome": refused, "verdict": verdict(False)}
    outputs = np.load(f"{path}.npy")
    count = len(expected)
    if outputs.shape != expected.shape:
        return row | {"outcome": f"outputs {outputs.shape}, not {expected.shape}", "verdict": verdict(False)}
    difference, spread = float(np.abs(outputs - expected).max()), float(np.ptp(expected, axis=0).max())
    equal = int((outputs.argmax(1) == expected.argmax(1)).sum())
    sizes = {"largest_difference": difference, "largest_output": float(np.abs(expected).max()), "largest_range": spread}
    agrees = difference <= tolerance * spread and equal == count
    return row | {"count": count, **sizes, "equal_actions": equal, "outcome": "imported", "verdict": verdict(agrees)}


def compare(folder, name, observations):
    """Rows of one set."""
    files = written(folder, name, observations)
    cases = list(graph_cases(folder, files) if name in ("graphs", "grid") else checkpoint_cases(folder, name, files))
    (folder / "cases.json").write_text(json.dumps([{"id": row["id"], **file} for row, file, _ in cases]))
    subprocess.run(["node", str(here / "ours/imports.mjs"), str(folder)], check=True)
    refused = json.loads((folder / "ours.json").read_text())
    for row, file, expected in cases:
        yield compared(row, file["path"], expected, refused.get(row["id"]))


def main(size, folder, result):
    shutil.rmtree(folder, ignore_errors=True)
    observations = recorded()
    rows = {}
    for name in sets if size == "full" else ["layouts"]:
        for row in compare(Path(folder) / name, name, observations):
            print(f"imports: {row['id']}: {row['verdict']} ({row['outcome']})", file=sys.stderr, flush=True)
            rows[row["id"]] = row
        shutil.rmtree(Path(folder) / name)  # gigabytes
    settings = {"observations": len(observations), "tolerance": tolerance}
    versions = {name: version(name) for name in libraries}
    described = {"part": "imports", "size": size, "settings": settings, "python": platform.python_version(), "versions": versions}
    Path(result).write_text(json.dumps(described | {"rows": list(rows.values())}, indent=1) + "\n")


main(*sys.argv[1:])
