import { withShards } from '../audio/shards';
import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';
import type { Feature } from '../features/feature';
import { someOf } from '../manifest/named-vectors';
import type { SpeakerModel } from '../models/speaker-model';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { demandFrames, lengthsOf } from './extractor';
import { type ListInSets, listedRecordings } from './listed-recordings';
import type { StageDescription } from './train';

/** Shards, and the corpus that their speakers are of; several corpora have put their names before the speakers'. */
export interface CheckedSet {
  readonly name: string;
  readonly shards: Artifact;
  readonly corpus?: string | undefined;
}

/** A prepared trial list. */
export interface CheckedList extends ListInSets {
  readonly name: string;
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
  training: CheckedSet | undefined,
  lists: readonly CheckedList[],
  { settings, code }: StageDescription,
  calibration?: CheckedList,
): StageMaking<'verdict'> {
  const sets = training === undefined ? [] : [training];
  const all = [...lists, ...(calibration === undefined ? [] : [calibration])];
  return defineStage({
    name: 'check',
    settings: {
      settings,
      embedsTraining: plan.embedsTraining,
      lda: plan.lda,
      corpora: [...sets, ...all].map(({ name, corpus = '' }) => ({ name, corpus })),
    },
    reads: [
      ...new Set([
        ...sets.map(({ shards }) => shards),
        ...all.flatMap(({ utterances, sets }) => [utterances, ...sets.map(({ shards }) => shards)]),
      ]),
    ],
    code: ['stages/check', ...code],
    makes: { verdict: 'checked.txt' },
    async run(io, made) {
      const known = new Set(
        training &&
          withShards(io.path(training.shards), index => {
            if (plan.embedsTraining) demandFrames(lengthsOf(index), plan, training.name);
            demandSpeakersForLda(index.speakers, plan.lda);
            return Array.from({ length: index.speakers }, (_, speaker) =>
              fullName(index.speakerName(speaker), training),
            );
          }),
      );
      const speakersOf = (list: CheckedList): string[] => {
        // Recordings of lists before it are held to the network with these.
        for (const { shards } of list.sets.slice(0, 1)) {
          withShards(io.path(shards), index => demandFrames(lengthsOf(index), plan, list.name));
        }
        const recordings = [...listedRecordings(io.path, list).values()];
        const speakers = new Set(recordings.flatMap(({ speaker }) => (speaker === undefined ? [] : [speaker])));
        return Array.from(speakers, speaker => fullName(speaker, list));
      };
      const calibrated = new Set(calibration && speakersOf(calibration));
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
        const speakers = speakersOf(list);
        const shared = speakers.filter(speaker => known.has(speaker));
        if (shared.length > 0) overlaps.push(`in ${list.name} ${someOf(shared)}`);
        const twice = list.unscored === true ? [] : speakers.filter(speaker => calibrated.has(speaker));
        if (twice.length > 0) reused.push(`in ${list.name} ${someOf(twice)}`);
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

function fullName(speaker: string, { corpus }: { readonly corpus?: string | undefined }): string {
  return corpus === undefined ? speaker : `${corpus}/${speaker}`;
}
