"""What all parts share."""

import numpy as np
import torch


def array(folder, case, name):
    return np.load(folder / case / f"{name}.npy")


def tensor(folder, case, name):
    values = torch.from_numpy(array(folder, case, name))
    return values.float() if values.dtype == torch.uint8 else values


def verdict(agrees):
    return "agrees" if agrees else "differs"
