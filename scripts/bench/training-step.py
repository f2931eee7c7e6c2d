"""The peer of training-step.mjs in PyTorch: the same network, loss and optimizer, channels_last.

    OMP_WAIT_POLICY=passive python scripts/bench/training-step.py [--batch 8] [--compile] [--precision bf16]

(passive: idle threads that spin would count as processor seconds)
"""
import argparse
import json
import time

import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        same = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class Network(nn.Module):
    def __init__(self, speakers, embedding=256, channels=32):
        super().__init__()
        self.conv = nn.Conv2d(1, channels, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(channels)
        blocks, inputs = [], channels
        for stage, count in enumerate([3, 4, 6, 3]):
            outputs = channels * 2 ** stage
            for index in range(count):
                blocks.append(Block(inputs, outputs, 2 if index == 0 and stage > 0 else 1))
                inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.project = nn.Linear(2 * inputs * 10, embedding)
        self.classes = nn.Linear(embedding, speakers, bias=False)

    def embed(self, x):  # [batch, frames, 80]
        y = self.blocks(F.relu(self.bn(self.conv(x.transpose(1, 2).unsqueeze(1)))))
        mean, deviation = y.mean(-1).flatten(1), (y.var(-1) + 1e-7).sqrt().flatten(1)
        return self.project(torch.cat([mean, deviation], 1))

    def forward(self, x):
        return F.linear(F.normalize(self.embed(x)), F.normalize(self.classes.weight))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--batch', type=int, default=8)
    parser.add_argument('--steps', type=int, default=8)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--precision', choices=['fp32', 'bf16'], default='fp32')
    parser.add_argument('--compile', action='store_true')
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(1)
    speakers = 1000
    network = Network(speakers).to(memory_format=torch.channels_last)
    run = torch.compile(network) if given.compile else network
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    features, labels = torch.randn(given.batch, 200, 80), torch.arange(given.batch) % speakers
    own = F.one_hot(labels, speakers)
    wall, processor = [], []
    for _ in range(given.steps + 2):
        began, used = time.perf_counter(), time.process_time()
        with torch.autocast('cpu', torch.bfloat16, enabled=given.precision == 'bf16'):
            cosines = run(features)
        loss = F.cross_entropy(30 * (cosines.float() - 0.2 * own), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    wall, processor = sorted(wall[2:]), sorted(processor[2:])
    print(json.dumps({
        'tool': f'PyTorch {torch.__version__}{", compiled" if given.compile else ""}',
        'batch': given.batch, 'precision': given.precision, 'threads': given.threads,
        'wall': round(wall[len(wall) // 2], 3), 'fastest': round(wall[0], 3),
        'processor': round(processor[len(processor) // 2], 3),
    }))


main()
