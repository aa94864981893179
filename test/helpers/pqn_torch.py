"""Computes in PyTorch what test/agent/pqn/torch.slow.test.ts compares: the loss of parallel Q-learning with all gradients, layer
normalization with its gradients, and λ-returns.

stdin: a line of JSON, {name: [type, shape]}, then the arrays one after the other. stdout: the results, float32, in the order of the
calls of `write`. All arrays have the layout of this project: filters [height, width, input, output], matrices [input, output].
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.append(str(Path(__file__).parents[2] / "bench" / "peers"))
import pqn  # noqa: E402

header = json.loads(sys.stdin.buffer.readline())
arrays = {}
for name, (dtype, shape) in header.items():
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    arrays[name] = torch.from_numpy(np.frombuffer(bytearray(sys.stdin.buffer.read(size)), dtype).reshape(shape))


def write(tensor):
    sys.stdout.buffer.write(np.ascontiguousarray(tensor.detach().numpy(), np.float32).tobytes())


def to_torch(x):
    return x.permute(3, 2, 0, 1) if x.dim() == 4 else x.T if x.dim() == 2 else x


def from_torch(x):
    return x.permute(2, 3, 1, 0) if x.dim() == 4 else x.T if x.dim() == 2 else x


network = pqn.QNetwork(arrays["q.bias"].numel())
parameters = list(network.parameters())
for parameter, values in zip(parameters, list(arrays.values())[: len(parameters)], strict=True):
    parameter.data.copy_(to_torch(values))
loss = pqn.mean_loss(network, arrays["observations"], arrays["actions"].long(), arrays["returns"])
loss.backward()
write(loss)
for parameter in parameters:
    write(from_torch(parameter.grad))

x, scale, offset, weights = (arrays[name].requires_grad_() for name in ("x", "scale", "offset", "weights"))
y = torch.nn.functional.layer_norm(x, scale.shape, scale, offset, pqn.epsilon)
write(y)
for gradient in torch.autograd.grad((y * weights).sum(), (x, scale, offset)):
    write(gradient)


def naive_return(t, n):
    """G = r + γ (λ G′ + (1 − λ) max Q′), where the last step has max Q′ alone."""
    reward, discount = float(arrays["rewards"][t, n]), float(arrays["discounts"][t, n])
    value = float(arrays["values"][t + 1, n])
    if t == steps - 1:
        return reward + discount * value
    return reward + discount * (decay * naive_return(t + 1, n) + (1 - decay) * value)


decay = float(arrays["decay"][0])
steps, environments = arrays["rewards"].shape
write(torch.tensor([[naive_return(t, n) for n in range(environments)] for t in range(steps)]))
write(pqn.lambda_returns(arrays["rewards"], arrays["discounts"], arrays["values"], decay))
