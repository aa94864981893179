"""The networks in PyTorch, written from their description (Mnih et al. 2015; He et al. 2016) on the same model.safetensors."""

import torch
import torch.nn.functional as F
from safetensors.torch import load_file


def identity(activations, name):
    return activations


class Network(torch.nn.Module):
    """Pixels of 0…255, [N, C, H, W] -> Q-values or logits. `hook(h, name)` receives each activation, as [N, C, H, W] or [N, units];
    `change(name, tensor)` returns the weights that are used."""

    def __init__(self, path, hook=identity):
        super().__init__()
        # Stored as in TensorFlow: filters [height, width, in, out], matrices [in, out].
        self.arrays = load_file(path)
        self.hook = hook

    def with_hook(self, hook):
        copy = type(self).__new__(type(self))
        torch.nn.Module.__init__(copy)
        copy.arrays, copy.hook = self.arrays, hook
        return copy

    def in_double(self):
        """The same network in double precision."""
        copy = self.with_hook(self.hook)
        copy.arrays = {k: v.double() for k, v in self.arrays.items()}
        return copy

    def with_weights(self, change):
        """The same network with changed weight tensors; biases and normalizations stay."""
        copy = self.with_hook(self.hook)
        copy.arrays = {k: change(k, v) if v.dim() > 1 else v for k, v in self.arrays.items()}
        return copy

    def convolve(self, x, name, stride=1, padding=0):
        bias = self.arrays.get(f"{name}.bias")
        return F.conv2d(x, self.arrays[f"{name}.weights"].permute(3, 2, 0, 1), bias, stride, padding)

    def dense(self, x, name):
        return x @ self.arrays[f"{name}.weights"] + self.arrays[f"{name}.bias"]


class Agent(Network):
    def forward(self, pixels):
        x = pixels / 255
        for name, stride in (("conv1", 4), ("conv2", 2), ("conv3", 1)):
            x = self.hook(F.relu(self.convolve(x, name, stride)), name)
        x = x.permute(0, 2, 3, 1).flatten(1)
        return self.dense(self.hook(F.relu(self.dense(x, "fc1")), "fc1"), "q")


class Classifier(Network):
    def norm(self, x, name):
        mean, variance, gamma, beta = (self.arrays[f"{name}.{part}"] for part in ("mean", "variance", "gamma", "beta"))
        return F.batch_norm(x, mean, variance, gamma, beta, eps=1e-5)

    def active(self, x, norm, name):
        return self.hook(F.relu(self.norm(x, norm)), name)

    def forward(self, pixels):
        x = self.convolve(self.norm(pixels / 255, "input"), "stem", padding=1)
        for stage in (1, 2, 3):
            for unit in (1, 2, 3):
                name = f"stage{stage}.unit{unit}"
                stride = 2 if stage > 1 and unit == 1 else 1
                first = self.active(x, f"{name}.norm1", f"{name}.relu1")
                shortcut = self.convolve(first, f"{name}.shortcut", stride) if f"{name}.shortcut.weights" in self.arrays else x
                second = self.active(self.convolve(first, f"{name}.conv1", stride, 1), f"{name}.norm2", f"{name}.relu2")
                x = self.convolve(second, f"{name}.conv2", padding=1) + shortcut
        return self.dense(self.active(x, "final", "final.relu").mean((2, 3)), "logits")


def load(case, hook=identity):
    """The network of a case as ours.mjs describes it."""
    return (Agent if case["kind"] == "agent" else Classifier)(case["weights"], hook)
