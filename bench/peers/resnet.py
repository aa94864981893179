"""ResNet-20 of src/vision/resnet.ts in PyTorch for the peers."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Unit(nn.Module):
    def __init__(self, inputs, filters, stride):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(inputs), nn.BatchNorm2d(filters)
        self.conv1 = nn.Conv2d(inputs, filters, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        changes = inputs != filters or stride != 1
        self.shortcut = nn.Conv2d(inputs, filters, 1, stride, bias=False) if changes else None

    def forward(self, x):
        first = F.relu(self.norm1(x))
        shortcut = x if self.shortcut is None else self.shortcut(first)
        return self.conv2(F.relu(self.norm2(self.conv1(first)))) + shortcut


class ResNet20(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        plan = [(16, 16, 1)] + [(16, 16, 1)] * 2 + [(16, 32, 2)] + [(32, 32, 1)] * 2 + [(32, 64, 2)] + [(64, 64, 1)] * 2
        self.input, self.stem = nn.BatchNorm2d(3), nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.units = nn.Sequential(*[Unit(*each) for each in plan])
        self.final, self.logits = nn.BatchNorm2d(64), nn.Linear(64, classes)

    def forward(self, pixels):
        maps = self.units(self.stem(self.input(pixels.float() / 255)))
        return self.logits(F.relu(self.final(maps)).mean((2, 3)))
