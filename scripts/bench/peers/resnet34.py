"""ResNet34 as svtk's models/resnet.ts has it, in PyTorch, convolutions in channels_last."""

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        inner = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(inner)) + self.shortcut(x))


class ResNet34(nn.Module):
    """[batch, frames, features] to [batch, embedding]."""

    def __init__(self, channels=32, features=80, embedding=256):
        super().__init__()
        self.conv1 = nn.Conv2d(1, channels, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        layers, inputs = [], channels
        for stage, blocks in enumerate([3, 4, 6, 3]):
            outputs = channels * 2**stage
            for block in range(blocks):
                layers.append(Block(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
                inputs = outputs
        self.layers = nn.Sequential(*layers)
        self.seg_1 = nn.Linear(2 * inputs * (features // 8), embedding)
        self.to(memory_format=torch.channels_last)

    def forward(self, x):
        y = self.layers(torch.relu(self.bn1(self.conv1(x.transpose(1, 2).unsqueeze(1)))))
        mean = y.mean(-1).flatten(1)
        deviation = (y.var(-1) + 1e-7).sqrt().flatten(1)
        return self.seg_1(torch.cat([mean, deviation], 1))


def trained_size(module):
    return sum(parameter.numel() for parameter in module.parameters())
