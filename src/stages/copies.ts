import { availableParallelism } from 'node:os';
import { writeShards } from '../audio/shard-writer';
import { type ShardIndex, withShards } from '../audio/shards';
import type { Recording } from '../audio/waveform-source';
import type { AugmentationChoice } from '../augment/augmentation';
import { namesOf, variantsOf } from '../augment/chain';
import { placesOf } from '../augment/folders';
import { UsageError } from '../core/errors';
import { compiledModule } from '../core/package-root';
import { randomOf, shuffled } from '../core/random';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { audioName, type CopiesSource } from './copied-waveforms';
import { soundSettings } from './prepare-sounds';

export interface CopiesPlan {
  /** Copies for each utterance, at most one. */
  readonly share: number;
  readonly augment: readonly AugmentationChoice[];
  readonly seed: number;
}

/**
 * A training set with augmented copies of a part of its utterances behind it, drawn by the seed, made once: as Kaldi's recipes have them, for what takes whole utterances
 * (kaldi egs/voxceleb/v2/run.sh, stage 2). A copy has its utterance's speaker and length, and its name with `-copy`.
 * @throws UsageError where the augmentations change who speaks, as speed does
 */
export function withCopies(plan: CopiesPlan, shards: Artifact, sounds: Artifact | undefined): StageMaking<'shards'> {
  const { share, augment, seed } = plan;
  if (variantsOf(augment) > 1) {
    throw new UsageError({
      what: 'copies cannot be of other speakers',
      where: 'data.copies.augment',
      expected: 'augmentations that leave the speaker as he is',
      found: namesOf(augment).join(', '),
    });
  }
  return defineStage({
    name: 'copies.train',
    settings: { share, augment: soundSettings(augment), seed },
    reads: [shards, ...(sounds === undefined ? [] : [sounds])],
    code: [
      'stages/copies',
      'stages/copied-waveforms',
      ...['chain', ...namesOf(augment)].map(name => `augment/${name}`),
    ],
    home: 'shared',
    resumable: true,
    makes: { shards: 'shards' },
    async run(io, made) {
      const source: CopiesSource = {
        shards: io.path(shards),
        sources: sounds === undefined ? {} : placesOf(augment, io.path(sounds)),
        augment,
        seed,
      };
      const { utterances, sampleRate } = withShards(io.path(shards), index => ({
        utterances: recordings(index, share, seed),
        sampleRate: index.sampleRate,
      }));
      await writeShards({
        utterances,
        total: utterances.length,
        directory: io.path(made.shards),
        sampleRate,
        source: { kind: 'module', module: compiledModule('stages/copied-waveforms'), options: source },
        workers: availableParallelism(),
        maxBad: 0,
        key: JSON.stringify({ augment: soundSettings(augment), seed }),
        report: io.report,
        signal: io.signal,
      });
    },
  });
}

/** All rows, then the copies, in the order of their utterances. */
function recordings(index: ShardIndex, share: number, seed: number): Recording[] {
  const rows = Array.from({ length: index.count }, (_, row) => row);
  const copied = shuffled(rows, randomOf(seed, 'copies')).slice(0, Math.round(share * rows.length));
  const recording = (row: number, copy: boolean): Recording => {
    const speaker = index.speaker(row);
    return {
      id: `${index.id(row)}${copy ? '-copy' : ''}`,
      audio: audioName(row, copy),
      ...(speaker < 0 ? {} : { speaker: index.speakerName(speaker) }),
    };
  };
  return [...rows.map(row => recording(row, false)), ...copied.sort((a, b) => a - b).map(row => recording(row, true))];
}
