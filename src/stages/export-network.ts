import { svtkVersion } from '../core/package-root';
import { exportStep } from '../engine/onnx/export-step';
import { openSession } from '../engine/onnx/session';
import { tf } from '../engine/tf';
import type { Feature } from '../features/feature';
import { makePass } from '../layers/pass';
import type { SpeakerModel } from '../models/speaker-model';
import { canonicalJson } from '../pipeline/canonical-json';
import { type StoredWeights, toDevice } from '../training/weights';

export interface NetworkToExport {
  readonly feature: Feature;
  readonly model: SpeakerModel;
  readonly weights: StoredWeights;
  /** The recipe's choices, which the file carries as JSON: `model` and `features`. */
  readonly settings: { readonly model: unknown; readonly features: unknown };
}

export interface Exported {
  /** The ONNX file. */
  readonly file: Uint8Array;
  /** Largest difference of a value of the embedding under onnxruntime from ours, as a share of the embedding's largest value. */
  readonly difference: number;
}

/** Names of input and output: those of wespeaker's exports (wespeaker/bin/export_onnx.py), so that what reads them reads ours. */
export const ports = { input: 'feats', output: 'embs' } as const;

/**
 * A network as ONNX: `feats` [B, T, dimension] → `embs` [B, embedding], any batch and length, and what onnxruntime makes of it held to our
 * own at three lengths and two batch sizes. Features stay outside; the metadata says which. Throws DataError for a network
 * with an operation that has no ONNX form.
 */
export async function exportNetwork(network: NetworkToExport): Promise<Exported> {
  const { feature, model, weights } = network;
  const constants = new Map([...weights].map(([name, stored]) => [name, toDevice(stored)]));
  const step = ([x]: readonly tf.Tensor[]): tf.Tensor[] => [
    model.forward(makePass(constants, 'infer'), x as tf.Tensor3D),
  ];
  try {
    const frames = Math.max(model.leastFrames, 48);
    const file = exportStep(step, {
      name: 'embedding',
      version: svtkVersion,
      input: { name: ports.input, shape: [2, frames, feature.dimension] },
      output: { name: ports.output, size: model.embedding },
      metadata: metadataOf(network),
    });
    const shapes = [
      [1, model.leastFrames],
      [3, frames],
      [1, 3 * frames + 77],
    ] as const;
    return { file, difference: await largestDifference(file, step, shapes, feature.dimension) };
  } finally {
    tf.dispose([...constants.values()]);
  }
}

function metadataOf({ feature, model, settings }: NetworkToExport): Record<string, string> {
  return {
    svtk_version: svtkVersion,
    input: `${ports.input}: frames of the features below, mean subtraction included where they say so; [batch, frames, ${feature.dimension}]`,
    output: `${ports.output}: speaker embeddings, [batch, ${model.embedding}]`,
    features: JSON.stringify(canonicalJson(settings.features)),
    model: JSON.stringify(canonicalJson(settings.model)),
    sample_rate: String(feature.sampleRate),
    least_frames: String(model.leastFrames),
  };
}

async function largestDifference(
  file: Uint8Array,
  step: (inputs: readonly tf.Tensor[]) => tf.Tensor[],
  shapes: readonly (readonly [batch: number, frames: number])[],
  dimension: number,
): Promise<number> {
  const session = await openSession(file);
  try {
    let worst = 0;
    for (const [batch, frames] of shapes) {
      const shape = [batch, frames, dimension] as const;
      const [data, ours] = tf.tidy(() => {
        const x = tf.randomNormal([...shape], 0, 1, 'float32', frames);
        return [Float32Array.from(x.dataSync()), step([x])[0]?.dataSync() ?? []].map(one => Float32Array.from(one));
      });
      if (data === undefined || ours === undefined) throw new Error('two arrays');
      const theirs = await session.run({ name: ports.input, tensor: { shape, data } }, ports.output);
      const largest = Math.max(...ours.map(Math.abs));
      for (const [place, value] of ours.entries()) {
        const gap = Math.abs(value - (theirs.data[place] ?? Number.NaN)) / largest;
        if (!(gap <= worst)) worst = gap;
      }
    }
    return worst;
  } finally {
    await session.close();
  }
}
