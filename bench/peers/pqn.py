"""Parallel Q-learning in PyTorch for the peers: the network, loss and returns of `algorithm: "pqn"`."""
import torch
import torch.nn.functional as F
from torch import nn

epsilon = 1e-6  # of the layer normalization


class Normalized(nn.Module):
    """A layer, layer normalization over its channels, and a ReLU. Normalizes in place of the channels_last layout, without a copy."""

    def __init__(self, layer, width):
        super().__init__()
        self.layer, self.norm = layer, nn.LayerNorm(width, epsilon)

    def forward(self, x):
        y = self.layer(x)
        if y.dim() == 2:
            return F.relu(self.norm(y))
        return F.relu(self.norm(y.permute(0, 2, 3, 1))).permute(0, 3, 1, 2)


class QNetwork(nn.Module):
    """Pixels [N, 4, 84, 84] → Q-values [N, actions]. Feature maps are flattened with the channels innermost, as they lie in memory."""

    def __init__(self, actions):
        super().__init__()
        self.maps = nn.Sequential(
            Normalized(nn.Conv2d(4, 32, 8, 4), 32),
            Normalized(nn.Conv2d(32, 64, 4, 2), 64),
            Normalized(nn.Conv2d(64, 64, 3, 1), 64),
        )
        self.hidden = Normalized(nn.Linear(3136, 512), 512)
        self.q = nn.Linear(512, actions)
        self.to(memory_format=torch.channels_last)

    def forward(self, pixels):
        x = pixels.to(torch.float32, memory_format=torch.channels_last).div_(255)
        return self.q(self.hidden(self.maps(x).permute(0, 2, 3, 1).flatten(1)))


def mean_loss(network, observations, actions, returns):
    """Half the squared error, averaged over a minibatch."""
    q = network(observations).gather(1, actions[:, None])[:, 0]
    return 0.5 * F.mse_loss(q, returns)


def lambda_returns(rewards, discounts, values, decay):
    """Targets [T, N] of Q(λ). `values` [T + 1, N] are max Q before each step and after the last; discounts are 0 at ends."""
    returns = rewards + discounts * values[1:]
    for t in range(len(rewards) - 2, -1, -1):
        returns[t] += discounts[t] * decay * (returns[t + 1] - values[t + 1])
    return returns
