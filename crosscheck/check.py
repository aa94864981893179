"""Compares what ours.mjs wrote with the references: python check.py PART FOLDER RESULT.json"""

import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import torch

from parts import attacks, defenses, gradients, independence, networks, sap_attacks

parts = {
    "networks": networks.check,
    "attacks": attacks.check,
    "defenses": defenses.check,
    "independence": independence.check,
    "gradients": gradients.check,
    "sap-attacks": sap_attacks.check,
}
libraries = ["torch", "numpy", "scipy", "foolbox", "adversarial-robustness-toolbox", "torchattacks", "pyautoattack"]


def main(part, folder, result):
    torch.manual_seed(1)
    ours = json.loads((Path(folder) / "ours.json").read_text())
    rows = []
    for row in parts[part](Path(folder), ours["cases"], ours["settings"]):
        rows.append(row)
        print(f"{part}: {row['id']}: {row['verdict']}", file=sys.stderr, flush=True)
    described = {"part": part, "size": ours["size"], "settings": ours["settings"], "python": platform.python_version()}
    found = {**described, "versions": {name: version(name) for name in libraries}, "rows": rows}
    Path(result).write_text(json.dumps(found, indent=1) + "\n")


main(*sys.argv[1:])
