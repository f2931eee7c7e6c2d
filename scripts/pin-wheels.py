"""Prints what src/provision/wheels.ts and nvidia-wheels.ts hold of a wheel: file, sha256, size, size of the part that is taken.

    python3 scripts/pin-wheels.py tensorflow-cpu==2.21.0 --take tensorflow/libtensorflow_ tensorflow/include/absl/
    python3 scripts/pin-wheels.py imageio-ffmpeg==0.7.0 --machine aarch64 --take imageio_ffmpeg/binaries/
    python3 scripts/pin-wheels.py nvidia-cudnn-cu12 --take nvidia/cudnn/

For the newest release that a range admits, write the range: 'nvidia-cudnn-cu12>=9.3.0.75,<10'. What a TensorFlow release admits stands in
its wheel's METADATA (Requires-Dist, extra "and-cuda").
"""

import argparse
import hashlib
import pathlib
import subprocess
import sys
import tempfile
import zipfile

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("requirement")
parser.add_argument("--machine", default="x86_64", choices=["x86_64", "aarch64"])
parser.add_argument("--take", nargs="+", default=[""], help="beginnings of the names that are taken out")
options = parser.parse_args()

tags = [f"{tag}_{options.machine}" for tag in ("manylinux_2_27", "manylinux_2_17", "manylinux2014", "manylinux2010")]
with tempfile.TemporaryDirectory() as folder:
    platforms = [word for tag in tags for word in ("--platform", tag)]
    pip = [sys.executable, "-m", "pip", "--quiet", "download", "--no-deps", "--only-binary=:all:", "--dest", folder]
    subprocess.run([*pip, "--python-version", "3.12", "--implementation", "cp", *platforms, options.requirement], check=True)
    (wheel,) = pathlib.Path(folder).iterdir()
    entries = [
        entry
        for entry in zipfile.ZipFile(wheel).infolist()
        if entry.filename.startswith(tuple(options.take)) and not entry.is_dir()
    ]
    print(f"file: '{wheel.name}',")
    print(f"sha256: '{hashlib.sha256(wheel.read_bytes()).hexdigest()}',")
    print(f"size: {wheel.stat().st_size:_},")
    print(f"unpacked: {sum(entry.file_size for entry in entries):_},  // {len(entries)} files")
