import { openShards, type ShardIndex } from '../audio/shards';
import { waveOfPcm } from '../audio/wave-of-pcm';
import type { Backend } from '../backends/backend';
import { enrolledModels } from '../backends/enrolled-models';
import { type Compiled, compile, type Precision } from '../engine/compile';
import { tf } from '../engine/tf';
import type { Feature } from '../features/feature';
import { makePass } from '../layers/pass';
import { TARGET } from '../manifest/label';
import { readUtterancesOf } from '../manifest/name-map';
import { trialRows } from '../manifest/trial-rows';
import { readTrials } from '../manifest/trials';
import { equalErrorRate } from '../metrics/eer';
import { evidenceOf } from '../metrics/evidence';
import type { SpeakerModel } from '../models/speaker-model';
import type { ValidationRule } from '../training/monitor';
import { demandFiniteEmbedding, demandFrames, lengthsOf } from './extractor';

export interface ValidatorOptions {
  readonly feature: Feature;
  readonly model: SpeakerModel;
  /** Of the network; features are fp32. */
  readonly precision: Precision;
  /** Compares embeddings without having learnt from any. */
  readonly backend: Backend;
  /** What prepare made of the development list. */
  readonly shards: string;
  readonly trials: string;
  readonly models: string;
  readonly onFallback: (reason: string) => void;
}

export interface Validator {
  readonly evaluate: ValidationRule['evaluate'];
  dispose(): void;
}

/**
 * Measures a network that is in training: every utterance of the development list is embedded whole, by batch norm's running
 * statistics. The weights are inputs of the compiled function, so that it is traced once and not for each evaluation.
 */
export function openValidator(options: ValidatorOptions): Validator {
  const { feature, model, precision, backend, onFallback } = options;
  const index = openShards(options.shards);
  const table = readTrials(options.trials);
  const enrollments = readUtterancesOf(options.models);
  const targets = Uint8Array.from(table.labels, label => (label === TARGET ? 1 : 0));
  const ids = Array.from({ length: index.count }, (_, row) => index.id(row));
  const names = model.parameters.map(({ name }) => name);
  const features = compile(([waves]) => [feature.extract(waves as tf.Tensor2D)], {
    name: 'development-features',
    openAxis: 1,
    onFallback,
  });
  const network = compile(
    ([x, ...weights]) => {
      const byName = new Map(names.map((name, place) => [name, weights[place] as tf.Tensor]));
      return [model.forward(makePass(byName, 'infer'), x as tf.Tensor3D)];
    },
    { name: 'development-embedding', precision, openAxis: 1, openInputs: 1, onFallback },
  );
  demandFrames(lengthsOf(index), options, 'training.validation');
  return {
    async evaluate(weights, signal) {
      const columns = model.embedding;
      const data = new Float32Array(index.count * columns);
      const given = names.map(name => weights.get(name) as tf.Tensor);
      for (let row = 0; row < index.count; row++) {
        if (row % 16 === 15) await new Promise(resolve => setImmediate(resolve));
        signal.throwIfAborted();
        data.set(embed(index, row, features, network, given), row * columns);
      }
      const embeddings = { ids, vectors: { rows: index.count, columns, data } };
      const enrolled = enrolledModels(embeddings, enrollments);
      const pairs = trialRows(table, enrolled, embeddings);
      const scorer = backend.fit({ rows: 0, columns, data: new Float32Array() }, []);
      const scores = scorer.scoreTrials(enrolled.vectors, embeddings.vectors, pairs);
      return equalErrorRate(evidenceOf({ scores, targets }, row => `training.validation, trial ${row + 1}`)).rate;
    },
    dispose() {
      features.dispose();
      network.dispose();
      index.close();
    },
  };
}

function embed(
  index: ShardIndex,
  row: number,
  features: Compiled,
  network: Compiled,
  weights: readonly tf.Tensor[],
): Float32Array {
  const samples = waveOfPcm(index.read(row, 0, index.samples(row)));
  const wave = tf.tensor2d(samples, [1, samples.length], 'float32');
  const [frames] = features.run([wave]);
  const [embedding] = network.run([frames as tf.Tensor, ...weights]);
  const values = Float32Array.from(embedding?.dataSync() ?? []);
  tf.dispose([wave, frames as tf.Tensor, embedding as tf.Tensor]);
  demandFiniteEmbedding(values, index.id(row));
  return values;
}
