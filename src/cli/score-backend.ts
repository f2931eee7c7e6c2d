import { basename } from 'node:path';
import type { Backend } from '../backends/backend';
import { readKaldiPlda, writeKaldiPlda } from '../backends/kaldi-plda';
import { plda } from '../backends/plda';
import { estimatePldaChain, pldaChainScorer } from '../backends/plda-chain';
import { singleBackends } from '../backends/single-backends';
import { UsageError } from '../core/errors';
import { buildChoice, type Choice, choice } from '../recipe/choice';
import type { ScoreArguments } from './score';

type Backends = typeof singleBackends;

/** The back-end that the command line asks for: learnt here, or by Kaldi. An option that it does not have is an error. */
export function scoreBackend(args: ScoreArguments): Backend {
  const faults = misplaced(args);
  if (faults.length > 0) throw new UsageError(`wrong command line\n  ${faults.join('\n  ')}`);
  const { plda: model, transform, mean, savePlda } = args;
  if (model !== undefined) {
    const { length_norm: lengthNorm } = plda.options.parse({ length_norm: args.lengthNorm });
    return {
      label: `PLDA of ${basename(model)}`,
      needsTraining: false,
      needsDevelopment: false,
      fit: ({ columns }) => pldaChainScorer(readKaldiPlda({ plda: model, transform, mean }, columns), lengthNorm),
    };
  }
  const chosen = choiceOf(args);
  const backend = buildChoice(singleBackends, chosen);
  if (savePlda === undefined || chosen.type !== 'plda') return backend;
  return {
    ...backend,
    fit(vectors, speakers) {
      const chain = estimatePldaChain(vectors, speakers, chosen.options);
      writeKaldiPlda(savePlda, chain);
      return pldaChainScorer(chain, chosen.options.length_norm);
    },
  };
}

/** Options that contradict each other, or mean nothing without another. */
function misplaced(args: ScoreArguments): string[] {
  const { backend, plda: model, savePlda } = args;
  const learning = { lda: args.lda, centre: args.centre, iterations: args.iterations, 'save-plda': savePlda };
  const files = { transform: args.transform, mean: args.mean };
  const given = (options: Readonly<Record<string, unknown>>): string[] =>
    Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (model === undefined) {
    return [
      ...given(files).map(name => `--${name} needs --plda`),
      ...(savePlda !== undefined && backend !== 'plda' ? ['--save-plda needs --backend plda'] : []),
    ];
  }
  return [
    ...given(learning).map(name => `--${name}: a PLDA that was trained learns nothing more: leave it out, or --plda`),
    ...(backend !== undefined && backend !== 'plda' ? [`--plda is of --backend plda, not ${backend}`] : []),
  ];
}

/** What is chosen by name, with the options given; one that it does not have is an error. */
function choiceOf({ backend = 'cosine', lda, centre, iterations, lengthNorm }: ScoreArguments): Choice<Backends> {
  const given = Object.entries({
    [backend === 'lda' ? 'dimension' : 'lda']: lda,
    centre,
    iterations,
    length_norm: lengthNorm,
  });
  const options = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const chosen = choice(singleBackends, 'back-end').safeParse({ type: backend, ...options });
  if (chosen.success) return chosen.data;
  const faults = chosen.error.issues.map(({ path, message }) => {
    const option = path[0] === undefined || path[0] === 'type' ? 'backend' : String(path[0]);
    return `--${option.replaceAll('_', '-')}: ${message}`;
  });
  throw new UsageError(`wrong command line\n  ${faults.join('\n  ')}`);
}
