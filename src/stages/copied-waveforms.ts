import { openShards, type ShardIndex } from '../audio/shards';
import type { ReadWaveform } from '../audio/waveform-source';
import type { AugmentationChoice } from '../augment/augmentation';
import { buildChain } from '../augment/chain';
import { UsageError } from '../core/errors';
import { randomOf } from '../core/random';
import { cutCrop } from '../training/crop';

/** What the worker threads need to read an utterance, or make an augmented copy of it; survives postMessage. */
export interface CopiesSource {
  /** Folder of the shards that utterances are read from. */
  readonly shards: string;
  /** Folder of sounds, as the augmentations name it → its shards. */
  readonly sources: Readonly<Record<string, string>>;
  readonly augment: readonly AugmentationChoice[];
  readonly seed: number;
}

/** `17` is the utterance of row 17 as it is, `17+` its copy. */
export function audioName(row: number, copied: boolean): string {
  return `${row}${copied ? '+' : ''}`;
}

/** Reads what {@link audioName} names; called in the worker threads that write shards. */
export function openWaveforms({ shards, sources, augment, seed }: CopiesSource): ReadWaveform {
  const index = openShards(shards);
  const opened = new Map<string, ShardIndex>();
  const chain = buildChain(augment, {
    sampleRate: index.sampleRate,
    seed,
    shardsOf(folder) {
      const directory = Object.hasOwn(sources, folder) ? sources[folder] : undefined;
      if (directory === undefined) {
        throw new UsageError({ where: folder, what: 'this folder of sounds was not prepared' });
      }
      const found = opened.get(folder) ?? openShards(directory);
      opened.set(folder, found);
      return found;
    },
  });
  return ({ audio }) => {
    const row = Number.parseInt(audio, 10);
    const samples = index.samples(row);
    if (!audio.endsWith('+')) return index.read(row, 0, samples);
    const draw = chain.draw(seed, 'copy', row);
    const wave = cutCrop(index, row, draw.inputSamples(samples), randomOf(seed, 'copy', row, 'crop'));
    return Int16Array.from(draw.apply(wave, samples), value =>
      Math.max(-32768, Math.min(32767, Math.round(32768 * value))),
    );
  };
}
