import { dirname, join } from 'node:path';
import { staticFfmpegVersion } from '../audio/find-ffmpeg';
import { EnvironmentError } from '../core/errors';
import type { Bytes } from '../core/units';
import { type Flavour, tensorflowDirectory, tensorflowVersion } from '../engine/native-paths';
import { nvidiaWheels } from './nvidia-wheels';
import type { Architecture } from './platform';

/** A Python wheel that svtk takes files from; no Python package is ever installed. */
export interface Wheel {
  /** Its name on the Python package index. */
  readonly project: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: string;
  /** Of the wheel itself. */
  readonly size: Bytes;
  /** Of what is taken out of it. */
  readonly unpacked: Bytes;
  /** What is taken: a file, or a folder where `from` ends in a slash. */
  readonly take: readonly { readonly from: string; readonly to: string }[];
}

/** Of the 13,000 headers in the wheel, the folders that native/binding.cc reads: the C interface and Abseil. */
const tensorflowParts = [
  { from: 'tensorflow/libtensorflow_cc.so.2', to: 'libtensorflow_cc.so.2' },
  { from: 'tensorflow/libtensorflow_framework.so.2', to: 'libtensorflow_framework.so.2' },
  { from: 'tensorflow/include/tensorflow/c/', to: 'include/tensorflow/c/' },
  { from: 'tensorflow/include/tensorflow/core/platform/', to: 'include/tensorflow/core/platform/' },
  { from: 'tensorflow/include/tsl/platform/', to: 'include/tsl/platform/' },
  { from: 'tensorflow/include/xla/tsl/c/', to: 'include/xla/tsl/c/' },
  { from: 'tensorflow/include/absl/', to: 'include/absl/' },
];

/** TensorFlow's libraries; CPython 3.12's wheel, whatever Python is installed: only C and C++ libraries are taken out of it. */
const tensorflow: Readonly<Record<Flavour, Readonly<Partial<Record<Architecture, Wheel>>>>> = {
  cpu: {
    x64: {
      project: 'tensorflow-cpu',
      version: tensorflowVersion,
      file: 'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
      sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
      size: 274_000_871,
      unpacked: 857_525_273,
      take: tensorflowParts,
    },
    // tensorflow-cpu has no wheel for this architecture; here `tensorflow` is without CUDA.
    arm64: {
      project: 'tensorflow',
      version: tensorflowVersion,
      file: 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl',
      sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
      size: 281_946_471,
      unpacked: 887_278_545,
      take: tensorflowParts,
    },
  },
  gpu: {
    x64: {
      project: 'tensorflow',
      version: tensorflowVersion,
      file: 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
      sha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
      size: 572_611_111,
      unpacked: 1_263_237_417,
      take: tensorflowParts,
    },
  },
};

const ffmpeg: Readonly<Record<Architecture, Wheel>> = {
  x64: {
    project: 'imageio-ffmpeg',
    version: '0.7.0',
    file: 'imageio_ffmpeg-0.7.0-py3-none-manylinux2014_x86_64.whl',
    sha256: '4e1f36bef7bedd4bc5dc25f60a8345d88f57133fa1e754f09b411ac61b854408',
    size: 29_498_414,
    unpacked: 79_826_272,
    take: [{ from: `imageio_ffmpeg/binaries/ffmpeg-linux-x86_64-v${staticFfmpegVersion}`, to: 'ffmpeg' }],
  },
  arm64: {
    project: 'imageio-ffmpeg',
    version: '0.7.0',
    file: 'imageio_ffmpeg-0.7.0-py3-none-manylinux2014_aarch64.whl',
    sha256: '588a23c6a1c55a7cb51febfe97d3ef8dd5e7fa0ef7e14c7da8828e2886bdd3a3',
    size: 25_632_882,
    unpacked: 51_134_160,
    take: [{ from: `imageio_ffmpeg/binaries/ffmpeg-linux-aarch64-v${staticFfmpegVersion}`, to: 'ffmpeg' }],
  },
};

export function ffmpegWheel(architecture: Architecture): Wheel {
  return ffmpeg[architecture];
}

/** A wheel and the folder that its files go to. */
export interface EnginePart {
  readonly kind: 'tensorflow' | 'cuda';
  readonly wheel: Wheel;
  readonly target: string;
}

/** All that the engine is made of: TensorFlow, and for GPUs the `and-cuda` list of its wheel. Throws EnvironmentError on GPUs of arm64. */
export function engineParts(flavour: Flavour, architecture: Architecture): readonly EnginePart[] {
  const wheel = tensorflow[flavour][architecture];
  if (wheel === undefined) {
    throw new EnvironmentError({
      what: 'TensorFlow has no GPU library for this machine',
      expected: 'x86-64',
      found: architecture,
      remedy: 'svtk setup without --gpu',
    });
  }
  const target = tensorflowDirectory(flavour);
  const cuda = flavour === 'gpu' ? nvidiaWheels : [];
  return [
    { kind: 'tensorflow', wheel, target },
    ...cuda.map(({ library, ...wheel }): EnginePart => {
      // The wheel's own layout, which TensorFlow's library expects beside its folder.
      const folder = `nvidia/${library}`;
      return {
        kind: 'cuda',
        wheel: { ...wheel, take: [{ from: `${folder}/`, to: '' }] },
        target: join(dirname(target), folder),
      };
    }),
  ];
}
