import { type ShardIndex, withShards } from '../audio/shards';
import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';
import type { Feature } from '../features/feature';
import { someOf } from '../manifest/named-vectors';
import type { SpeakerModel } from '../models/speaker-model';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { demandFrames, lengthsOf } from './extractor';
import type { StageDescription } from './train';

/** A prepared set, and the corpus that its speakers are of; several corpora have put their names before the speakers'. */
export interface PreparedSet {
  readonly name: string;
  readonly shards: Artifact;
  readonly corpus?: string | undefined;
  /** A list that nothing is scored on: calibrations may be fitted on its speakers. */
  readonly unscored?: boolean;
}

export interface CheckPlan {
  readonly feature: Feature;
  readonly model: Pick<SpeakerModel, 'leastFrames'>;
  /** Whether speakers of the training or calibration set in trial lists are only warned of. */
  readonly allowOverlap: boolean;
  /** Whether the training set is embedded too, for back-ends that learn. */
  readonly embedsTraining: boolean;
  /** The most values that LDA of a back-end keeps, for which there must be more training speakers; 0 where none does. */
  readonly lda: number;
}

/**
 * Holds the trial lists to the training set and the network before hours go into training: no speaker of the one may be
 * in the other, and every utterance to embed must be long enough. Throws DataError that names them. Calibrations are held to
 * be fitted on other speakers than those of the trial lists; training speakers there are warned of.
 */
export function check(
  plan: CheckPlan,
  training: PreparedSet | undefined,
  lists: readonly PreparedSet[],
  { settings, code }: StageDescription,
  calibration?: PreparedSet,
): StageMaking<'verdict'> {
  const sets = [
    ...(training === undefined ? [] : [training]),
    ...lists,
    ...(calibration === undefined ? [] : [calibration]),
  ];
  return defineStage({
    name: 'check',
    settings: {
      settings,
      embedsTraining: plan.embedsTraining,
      lda: plan.lda,
      corpora: sets.map(({ name, corpus = '' }) => ({ name, corpus })),
    },
    reads: sets.map(({ shards }) => shards),
    code: ['stages/check', ...code],
    makes: { verdict: 'checked.txt' },
    async run(io, made) {
      const known = new Set(
        training &&
          withShards(io.path(training.shards), index => {
            if (plan.embedsTraining) demandFrames(lengthsOf(index), plan, training.name);
            demandSpeakersForLda(index.speakers, plan.lda);
            return speakersOf(index, training);
          }),
      );
      const calibrated = new Set(
        calibration &&
          withShards(io.path(calibration.shards), index => {
            demandFrames(lengthsOf(index), plan, calibration.name);
            return speakersOf(index, calibration);
          }),
      );
      const learned = [...calibrated].filter(speaker => known.has(speaker));
      if (learned.length > 0) {
        io.report({
          type: 'warning',
          text: `${calibration?.name} has training speakers, so ratios come out too sure: ${someOf(learned)}`,
        });
      }
      const overlaps: string[] = [];
      const reused: string[] = [];
      for (const list of lists) {
        withShards(io.path(list.shards), index => {
          demandFrames(lengthsOf(index), plan, list.name);
          const speakers = speakersOf(index, list);
          const shared = speakers.filter(speaker => known.has(speaker));
          if (shared.length > 0) overlaps.push(`in ${list.name} ${someOf(shared)}`);
          const twice = list.unscored === true ? [] : speakers.filter(speaker => calibrated.has(speaker));
          if (twice.length > 0) reused.push(`in ${list.name} ${someOf(twice)}`);
        });
      }
      for (const [what, found, remedy] of [
        ['training speakers are in trial lists', overlaps, overlapRemedy],
        ['speakers of the calibration list are in trial lists', reused, reuseRemedy],
      ] as const) {
        if (found.length === 0) continue;
        if (!plan.allowOverlap) throw new DataError({ what, found: found.join('; '), remedy });
        io.report({ type: 'warning', text: `${what}: ${found.join('; ')}` });
      }
      // The same words whatever was checked: a list that is added makes no score of another list stale.
      writeAtomically(io.path(made.verdict), 'the trial lists passed the check\n');
    },
  });
}

/** Between n speakers there are n − 1 directions. */
function demandSpeakersForLda(speakers: number, lda: number): void {
  if (lda < speakers) return;
  throw new DataError({
    what: 'LDA cannot keep that many dimensions',
    where: 'backends',
    expected: `at most ${speakers - 1}, the training speakers less one`,
    found: String(lda),
  });
}

const overlapRemedy =
  'train on other speakers; data.allow_overlap: true lets it pass, and error rates are then lower than on strangers';

const reuseRemedy =
  'calibrate on other speakers; data.allow_overlap: true lets it pass, and costs of calibration are then lower than on strangers';

function speakersOf(index: ShardIndex, { corpus }: PreparedSet): string[] {
  return Array.from({ length: index.speakers }, (_, speaker) => {
    const name = index.speakerName(speaker);
    return corpus === undefined ? name : `${corpus}/${name}`;
  });
}
