import { z } from 'zod';
import type { Component, Registry } from '../core/registry';
import type { VectorSet } from '../core/vectors';
import { adaptiveNorm, symmetricNorm } from './as-norm';
import type { Scorer } from './backend';

/** A normalisation of scores by what both sides score against a cohort. */
export interface Norm {
  /** `AS-norm`, behind the back-end's own heading. */
  readonly label: string;
  /** Which training embeddings are the cohort. */
  readonly cohort: Cohort;
  normalise(scorer: Scorer, cohort: VectorSet): Scorer;
}

export interface NormComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>): Norm;
}

const cohort = z
  .enum(['speakers', 'utterances'])
  .default('speakers')
  .describe('training embeddings to normalise by: the mean of each speaker, as wespeaker, or every utterance');
export type Cohort = z.output<typeof cohort>;

const adaptiveOptions = z.strictObject({
  top_n: z.int().min(2).default(300).describe('highest cohort scores of each side'),
  cohort,
});

const asNorm: NormComponent<typeof adaptiveOptions> = {
  summary: 'Adaptive S-norm: by the highest cohort scores of either side',
  source: 'Matějka et al. 2017, own top N; wenet-e2e/wespeaker@dfa7419 wespeaker/bin/score_norm.py asnorm',
  options: adaptiveOptions,
  build: ({ top_n: top, cohort }) => ({
    label: labelOf('AS-norm', [...(top === 300 ? [] : [`top ${top}`]), ...ofUtterances(cohort)]),
    cohort,
    normalise: (scorer, vectors) => adaptiveNorm(scorer, vectors, { top }),
  }),
};

const symmetricOptions = z.strictObject({ cohort });

const sNorm: NormComponent<typeof symmetricOptions> = {
  summary: 'S-norm: by all cohort scores of either side',
  source: 'Kenny 2010, section 3.3; Shum et al. 2010; wenet-e2e/wespeaker@17544ac wespeaker/bin/score_norm.py snorm',
  options: symmetricOptions,
  build: ({ cohort }) => ({
    label: labelOf('S-norm', ofUtterances(cohort)),
    cohort,
    normalise: symmetricNorm,
  }),
};

/** Score normalisations, by name. */
export const norms = { 'as-norm': asNorm, 's-norm': sNorm } satisfies Registry<NormComponent>;

function ofUtterances(cohort: Cohort): string[] {
  return cohort === 'utterances' ? ['utterances'] : [];
}

/** What is not as usual stands in brackets, so that two norms of one recipe keep two columns. */
function labelOf(name: string, unusual: readonly string[]): string {
  return unusual.length === 0 ? name : `${name}(${unusual.join(', ')})`;
}
