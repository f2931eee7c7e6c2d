"""`python export.py FRAMES FILE` writes ResNet34 as ONNX for that many frames, and prints how many numbers training would change."""

import sys

import torch
from resnet34 import ResNet34, trained_size

model = ResNet34().eval()
torch.onnx.export(model, (torch.randn(1, int(sys.argv[1]), 80),), sys.argv[2], input_names=["x"], dynamo=False)
print(trained_size(model))
