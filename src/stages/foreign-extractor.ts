import { DataError } from '../core/errors';
import { compile } from '../engine/compile';
import { type FloatTensor, openSession } from '../engine/onnx/session';
import { tf } from '../engine/tf';
import type { Feature } from '../features/feature';
import type { OnnxOptions } from '../models/onnx';
import { demandFiniteEmbedding, demandFrames } from './extractor';
import { foreignPorts, type Layout } from './foreign-ports';

/** As {@link Extractor}, but the network answers later. */
export interface ForeignExtractor {
  readonly embedding: number;
  extract(samples: Float32Array, name: string): Promise<Float32Array>;
  dispose(): void;
}

export interface ForeignExtractorOptions {
  readonly feature: Feature;
  readonly options: OnnxOptions;
  /** Where the network lies, which may be a copy of `options.path`. */
  readonly file: string;
  readonly onFallback: (reason: string) => void;
}

/** A second of faint noise, to learn the length of embeddings by. */
const probeFrames = 100;

/**
 * Opens a network that others trained: features on the device as for our own, each utterance by itself and whole, and onnxruntime behind
 * them. Throws DataError where the file cannot be run or takes something else.
 */
export async function openForeignExtractor(chosen: ForeignExtractorOptions): Promise<ForeignExtractor> {
  const { feature, options, file, onFallback } = chosen;
  const session = await openSession(file, { threads: options.threads }, options.path);
  const ports = foreignPorts(session, options, feature);
  const features = compile(([waves]) => [inLayout(feature, ports.layout, waves as tf.Tensor2D)], {
    name: 'features',
    openAxis: 1,
    onFallback,
  });
  const embed = async (samples: Float32Array): Promise<Float32Array> => {
    const { data, shape } = await session.run(
      { name: ports.input, tensor: inputOf(samples, ports.layout, features.run) },
      ports.output,
    );
    if (shape[0] === 1 || shape.length === 1) return data;
    throw new DataError({
      what: 'the output is no embedding of an utterance',
      where: options.path,
      expected: 'one vector for a batch of one',
      found: `${ports.output} [${shape}]`,
      remedy: 'set model.output',
    });
  };
  const samples = Math.ceil(feature.sampleRate * feature.frameShift * probeFrames);
  const probe = await embed(Float32Array.from({ length: samples }, (_, at) => 1e-3 * Math.sin(at * at)));
  return {
    embedding: probe.length,
    async extract(samples, name) {
      demandFrames([{ name, samples: samples.length }], { feature, model: { leastFrames: 1 } });
      const vector = await embed(samples).catch(error => {
        if (!(error instanceof DataError)) throw error;
        throw new DataError({ what: 'no embedding', where: name, found: error.message }, { cause: error });
      });
      demandFiniteEmbedding(vector, name);
      if (vector.length === probe.length) return vector;
      throw new DataError({
        what: 'embeddings are of unlike lengths',
        where: name,
        expected: String(probe.length),
        found: String(vector.length),
        remedy: 'set model.output to an output that pools over the utterance',
      });
    },
    dispose() {
      features.dispose();
      // Nothing waits for the memory to be given back.
      void session.close();
    },
  };
}

function inLayout(feature: Feature, layout: Layout, waves: tf.Tensor2D): tf.Tensor {
  if (layout === 'waveform') return waves;
  const frames = feature.extract(waves);
  return layout === 'frames' ? frames : tf.transpose(frames, [0, 2, 1]);
}

function inputOf(
  samples: Float32Array,
  layout: Layout,
  run: (inputs: readonly tf.Tensor[]) => tf.Tensor[],
): FloatTensor {
  if (layout === 'waveform') return { shape: [1, samples.length], data: samples };
  const wave = tf.tensor2d(samples, [1, samples.length], 'float32');
  const [made] = run([wave]);
  if (made === undefined) throw new Error('features are one tensor');
  const tensor = { shape: made.shape, data: Float32Array.from(made.dataSync()) };
  tf.dispose([wave, made]);
  return tensor;
}
