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
}

export interface CheckPlan {
  readonly feature: Feature;
  readonly model: SpeakerModel;
  /** Whether training speakers in trial lists are only warned of. */
  readonly allowOverlap: boolean;
  /** Whether the training set is embedded too, for back-ends that learn. */
  readonly embedsTraining: boolean;
}

/**
 * Holds the trial lists to the training set and the network before hours go into training: no speaker of the one may be
 * in the other, and every utterance to embed must be long enough. Throws DataError that names them.
 */
export function check(
  plan: CheckPlan,
  training: PreparedSet,
  lists: readonly PreparedSet[],
  { settings, code }: StageDescription,
): StageMaking<'verdict'> {
  return defineStage({
    name: 'check',
    settings: {
      settings,
      embedsTraining: plan.embedsTraining,
      corpora: [training, ...lists].map(({ name, corpus = '' }) => ({ name, corpus })),
    },
    reads: [training, ...lists].map(({ shards }) => shards),
    code: ['stages/check', ...code],
    makes: { verdict: 'checked.txt' },
    async run(io, made) {
      const known = withShards(io.path(training.shards), index => {
        if (plan.embedsTraining) demandFrames(lengthsOf(index), plan, training.name);
        return new Set(speakersOf(index, training));
      });
      const overlaps: string[] = [];
      for (const list of lists) {
        withShards(io.path(list.shards), index => {
          demandFrames(lengthsOf(index), plan, list.name);
          const shared = speakersOf(index, list).filter(speaker => known.has(speaker));
          if (shared.length > 0) overlaps.push(`in ${list.name} ${someOf(shared)}`);
        });
      }
      if (overlaps.length > 0) {
        const fault = { what: 'training speakers are in trial lists', found: overlaps.join('; ') };
        if (!plan.allowOverlap) throw new DataError({ ...fault, remedy: overlapRemedy });
        io.report({ type: 'warning', text: `${fault.what}: ${fault.found}` });
      }
      // The same words whatever was checked: a list that is added makes no score of another list stale.
      writeAtomically(io.path(made.verdict), 'the trial lists passed the check\n');
    },
  });
}

const overlapRemedy =
  'train on other speakers; data.allow_overlap: true lets it pass, and error rates are then lower than on strangers';

function speakersOf(index: ShardIndex, { corpus }: PreparedSet): string[] {
  return Array.from({ length: index.speakers }, (_, speaker) => {
    const name = index.speakerName(speaker);
    return corpus === undefined ? name : `${corpus}/${name}`;
  });
}
