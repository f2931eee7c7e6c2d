import { adaptiveNorm, symmetricNorm } from '../backends/as-norm';
import type { Backend, Scorer } from '../backends/backend';
import { type EnrolledVectors, enrolledModels } from '../backends/enrolled-models';
import { DataError, UsageError } from '../core/errors';
import type { VectorSet } from '../core/vectors';
import { isLabelled } from '../manifest/label-scores';
import { readSpeakerOf, readUtterancesOf } from '../manifest/name-map';
import { type NamedVectors, someOf } from '../manifest/named-vectors';
import { writeScores } from '../manifest/scores';
import { trialRows } from '../manifest/trial-rows';
import { readTrials } from '../manifest/trials';
import { readVectors } from '../manifest/vectors';
import { scoresText } from './evaluated-scores';
import type { ScoreArguments } from './score';
import { scoreBackend } from './score-backend';

/** Scores a trial list as told, writes the scores where asked, and → what to print. */
export function scoreTrials(args: ScoreArguments): string {
  const backend = scoreBackend(args);
  checkTogether(args, backend);
  const trials = readTrials(args.trials);
  const labelled = isLabelled(trials);
  if (!labelled && args.out === undefined) {
    throw new UsageError({
      what: 'nothing to do with the scores',
      expected: 'a trial list with labels, to measure, or a file to write',
      remedy: 'Give --out FILE.',
    });
  }
  const test = readVectors(args.embeddings);
  const enroll = enrolledOf(args, test);
  const pairs = trialRows(trials, enroll, test, args.trials);
  const scorer = normalised(args, trained(args, backend, test.vectors));
  const scores = scorer.scoreTrials(enroll.vectors, test.vectors, pairs);
  if (args.out !== undefined) writeScores(args.out, trials, scores, args.form);
  const said = `${backend.label}${args.norm === 'none' ? '' : ` + ${args.norm}`}\n`;
  return `${said}${scoresText({ ...trials, scores }, args.out, labelled)}`;
}

/** Options that mean nothing without each other are refused before anything is read. */
function checkTogether(
  { trainEmbeddings, utt2spk, norm, cohort, cohortMap, form, out }: ScoreArguments,
  backend: Backend,
): void {
  const faults = [
    backend.needsTraining && trainEmbeddings === undefined ? `${backend.label} needs --train-embeddings` : '',
    !backend.needsTraining && trainEmbeddings !== undefined
      ? `${backend.label} learns nothing: leave --train-embeddings out`
      : '',
    trainEmbeddings !== undefined && utt2spk === undefined ? '--train-embeddings needs --utt2spk' : '',
    norm !== 'none' && cohort === undefined ? `--norm ${norm} needs --cohort` : '',
    norm === 'none' && cohort !== undefined ? '--cohort needs --norm as-norm or s-norm' : '',
    cohort === undefined && cohortMap !== undefined ? '--cohort-map needs --cohort' : '',
    form !== undefined && out === undefined ? '--form needs --out' : '',
  ].filter(fault => fault !== '');
  if (faults.length > 0) throw new UsageError(`wrong command line\n  ${faults.join('\n  ')}`);
}

function enrolledOf({ enrollEmbeddings, enrollMap }: ScoreArguments, test: NamedVectors): EnrolledVectors {
  const utterances = enrollEmbeddings === undefined ? test : readVectors(enrollEmbeddings);
  return enrollMap === undefined ? utterances : enrolledModels(utterances, readUtterancesOf(enrollMap), enrollMap);
}

function trained({ trainEmbeddings, utt2spk }: ScoreArguments, backend: Backend, like: VectorSet): Scorer {
  if (trainEmbeddings === undefined || utt2spk === undefined) {
    return backend.fit({ rows: 0, columns: like.columns, data: new Float32Array() }, []);
  }
  const { ids, vectors } = readVectors(trainEmbeddings);
  const speakerOf = readSpeakerOf(utt2spk);
  const unknown = ids.filter(id => !speakerOf.has(id));
  if (unknown.length > 0) {
    throw new DataError({ what: 'training utterances have no speaker', where: utt2spk, found: someOf(unknown) });
  }
  return backend.fit(
    vectors,
    ids.map(id => speakerOf.get(id) ?? ''),
  );
}

function normalised({ norm, cohort, cohortMap, topN }: ScoreArguments, scorer: Scorer): Scorer {
  if (norm === 'none' || cohort === undefined) return scorer;
  const utterances = readVectors(cohort);
  const { vectors } =
    cohortMap === undefined ? utterances : enrolledModels(utterances, readUtterancesOf(cohortMap), cohortMap);
  return norm === 's-norm' ? symmetricNorm(scorer, vectors) : adaptiveNorm(scorer, vectors, { top: topN });
}
