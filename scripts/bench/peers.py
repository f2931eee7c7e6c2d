"""The peers of `npm run bench`: the same work in PyTorch, onnxruntime, kaldi-native-fbank and torchaudio.

Prints one JSON object a line: {"task": ..., "peer": ..., "seconds": best of the repeats, "peak_mib": ...}.
Needs: pip install torch==2.15.0 torchaudio onnx onnxruntime kaldi-native-fbank numpy (versions are printed).
Run by scripts/bench/bench.mjs with SVTK_PEERS_PYTHON=python; by hand: python peers.py TASK [SIZE ...].
"""

import json
import resource
import sys
import time

import numpy as np
import torch
from torch import nn

THREADS = 2


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

    def forward(self, x):  # [batch, time, features]
        y = self.layers(torch.relu(self.bn1(self.conv1(x.transpose(1, 2).unsqueeze(1)))))
        mean = y.mean(-1).flatten(1)
        spread = (y.var(-1) + 1e-7).sqrt().flatten(1)
        return self.seg_1(torch.cat([mean, spread], 1))


class Classifier(nn.Module):
    def __init__(self, network, classes=1000):
        super().__init__()
        self.network = network
        self.weight = nn.Parameter(torch.randn(classes, 256))

    def forward(self, x, labels):
        cosine = nn.functional.linear(nn.functional.normalize(self.network(x)), nn.functional.normalize(self.weight))
        margin = nn.functional.one_hot(labels, cosine.shape[1]) * 0.2
        return nn.functional.cross_entropy(30 * (cosine - margin), labels)


def measure(task, peer, run, repeats, warm=2):
    for _ in range(warm):
        run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = {"task": task, "peer": peer, "seconds": float(np.median(times)), "best": min(times), "peak_mib": round(peak)}
    print(json.dumps(row), flush=True)


def training(batch, kind, precision):
    torch.manual_seed(0)
    model = Classifier(ResNet34()).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    run_model = torch.compile(model) if kind == "compile" else model
    x = torch.randn(batch, 200, 80)
    labels = torch.randint(0, 1000, (batch,))

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            loss = run_model(x, labels)
        loss.backward()
        optimizer.step()

    measure(f"train-{batch}-{precision}", f"torch {torch.__version__} {kind}", step, 5)


def extraction(seconds):
    import io
    import onnxruntime

    model = ResNet34().eval()
    frames = torch.randn(1, round(seconds * 100) - 2, 80)
    task = f"extract-{seconds}s"
    with torch.no_grad():
        fast = model.to(memory_format=torch.channels_last)
        measure(f"{task}-fp32", "torch channels_last", lambda: fast(frames), 10)
        with torch.autocast("cpu", torch.bfloat16):
            measure(f"{task}-bf16", "torch bf16", lambda: fast(frames), 10)
    buffer = io.BytesIO()
    torch.onnx.export(model, (frames,), buffer, input_names=["x"], dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(buffer.getvalue(), options, providers=["CPUExecutionProvider"])
    values = {"x": frames.numpy()}
    measure(f"{task}-fp32", f"onnxruntime {onnxruntime.__version__}", lambda: session.run(None, values), 10)


def fbank():
    import kaldi_native_fbank

    rng = np.random.default_rng(0)
    wave = rng.normal(size=32000).astype(np.float32) * 3000
    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = 80

    def kaldi():
        extractor = kaldi_native_fbank.OnlineFbank(options)
        extractor.accept_waveform(16000, wave.tolist())
        extractor.input_finished()
        return [extractor.get_frame(index) for index in range(extractor.num_frames_ready)]

    measure("fbank-2s", "kaldi-native-fbank", kaldi, 50)
    try:
        import torchaudio
    except ImportError as error:
        print(json.dumps({"task": "fbank-2s", "peer": "torchaudio", "skipped": str(error)}))
        return
    tensor = torch.from_numpy(wave)[None]
    measure("fbank-2s", "torchaudio", lambda: torchaudio.compliance.kaldi.fbank(tensor, num_mel_bins=80, dither=0), 50)


if __name__ == "__main__":
    torch.set_num_threads(THREADS)
    task, *rest = sys.argv[1:]
    if task == "train":
        training(int(rest[0]), rest[1], rest[2])
    elif task == "extract":
        extraction(float(rest[0]))
    elif task == "fbank":
        fbank()
    else:
        sys.exit(f"unknown task {task}: train BATCH eager|compile fp32|bf16, extract SECONDS, fbank")
