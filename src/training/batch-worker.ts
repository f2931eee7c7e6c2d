import { workerData } from 'node:worker_threads';
import { openSharedShards, type ShardIndex, type SharedShards } from '../audio/shards';
import { type AugmentationChoice, buildChain } from '../augment/chain';
import { answerTasks } from '../core/answer-tasks';
import { UsageError } from '../core/errors';
import { randomOf } from '../core/random';
import { cutCrop } from './crop';

export interface BatchWorkerData {
  readonly shards: SharedShards;
  readonly seed: number;
  /** Samples of a crop, crops of a batch. */
  readonly samples: number;
  readonly batch: number;
  /** Speakers before augmentation: variant v of class c is class c + v × speakers. */
  readonly speakers: number;
  readonly augment: readonly AugmentationChoice[];
  /** Prepared folders of noise and room responses. */
  readonly sources: Readonly<Record<string, SharedShards>>;
  /** [slots, batch, samples] of Float32 and [slots, batch] of Int32. */
  readonly waves: SharedArrayBuffer;
  readonly labels: SharedArrayBuffer;
}

export interface BatchTask {
  readonly slot: number;
  readonly epoch: number;
  /** Place of the batch's first crop in its epoch. */
  readonly first: number;
  /** Row in the shards and class of each crop. */
  readonly rows: Uint32Array;
  readonly classes: Int32Array;
}

const data: BatchWorkerData = workerData;
const { seed, samples, batch, speakers } = data;
const shards = openSharedShards(data.shards);
const opened = new Map<string, ShardIndex>();

const chain = buildChain(data.augment, {
  sampleRate: shards.sampleRate,
  seed,
  shardsOf(folder) {
    const shared = Object.hasOwn(data.sources, folder) ? data.sources[folder] : undefined;
    if (shared === undefined) throw new UsageError({ where: folder, what: 'this folder of sounds was not prepared' });
    const index = opened.get(folder) ?? openSharedShards(shared);
    opened.set(folder, index);
    return index;
  },
});

answerTasks(({ slot, epoch, first, rows, classes }: BatchTask) => {
  const waves = new Float32Array(data.waves, 4 * slot * batch * samples, batch * samples);
  const labels = new Int32Array(data.labels, 4 * slot * batch, batch);
  rows.forEach((row, place) => {
    const key = [seed, epoch, first + place] as const;
    const draw = chain.draw(...key);
    const crop = cutCrop(shards, row, draw.inputSamples(samples), randomOf(...key, 'crop'));
    waves.set(draw.apply(crop, samples), place * samples);
    labels[place] = (classes[place] ?? 0) + draw.variant * speakers;
  });
  return { answer: slot };
});
