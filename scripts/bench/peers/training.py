"""A training step in PyTorch: AM-Softmax over 1,000 classes, SGD with momentum (its fused kernel), bf16 by autocast."""

import torch
from resnet34 import ResNet34, trained_size
from torch import nn

FRAMES = 198
CLASSES = 1000


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = ResNet34()
        self.weight = nn.Parameter(torch.randn(CLASSES, 256))

    def forward(self, x, labels):
        cosine = nn.functional.linear(nn.functional.normalize(self.network(x)), nn.functional.normalize(self.weight))
        margin = nn.functional.one_hot(labels, CLASSES) * 0.2
        return nn.functional.cross_entropy(30 * (cosine - margin), labels)


def open_peer(peer, size):
    torch.set_num_threads(size["threads"])
    torch.manual_seed(0)
    model = Classifier()
    forward = torch.compile(model) if peer == "compile" else model
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4, fused=True)
    x = torch.randn(size["batch"], FRAMES, 80)
    labels = torch.arange(size["batch"]) * 31 % CLASSES

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=size["precision"] == "bf16"):
            loss = forward(x, labels)
        loss.backward()
        optimizer.step()
        loss.item()

    return f"torch {torch.__version__} {peer}", [trained_size(model), size["batch"], FRAMES], step
