import { backends as backendShelf } from '../../backends';
import { metrics as metricShelf } from '../../metrics';
import { buildChoice, type Choice } from '../../recipe/choice';
import { scoreFile } from '../../stages/score-file';
import type { Conflict } from './training-conflicts';

interface Recipe {
  readonly data: {
    readonly trials: readonly {
      readonly corpus: { readonly type: string };
      readonly list: string;
      readonly name?: string | undefined;
    }[];
  };
  readonly backends: readonly Choice<typeof backendShelf>[];
  readonly metrics: readonly Choice<typeof metricShelf>[];
}

/** Names of sets that the stages of a recipe make besides its trial lists. */
const taken: readonly string[] = ['train', 'development', 'calibration', 'sounds', 'copies', 'copies-sounds'];
/** Not a file's name on every system. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)|\.$/i;

/** What of a recipe's names cannot be: stages, files and columns go by those of trial lists, back-ends and metrics. */
export function nameConflicts({ data: { trials }, backends, metrics }: Recipe): Conflict[] {
  const names = trials.map(({ corpus, list, name }) => name ?? `${corpus.type}-${list}`);
  const lists = names.flatMap((name, place): Conflict[] => {
    const message = names.indexOf(name) < place ? twice(name) : unfit(name);
    const key = trials[place]?.name === undefined ? 'list' : 'name';
    return message === undefined ? [] : [{ code: 'custom', path: ['data', 'trials', place, key], message }];
  });
  const labels = backends.map(chosen => scoreFile('', buildChoice(backendShelf, chosen).label));
  const measures = metrics.map(chosen => buildChoice(metricShelf, chosen).label);
  return [...lists, ...repeated(labels, 'backends'), ...repeated(measures, 'metrics')];
}

function twice(name: string): string {
  return `an earlier trial list is called ${name} too: give one of them a name, { corpus: …, list: …, name: … }`;
}

function unfit(name: string): string | undefined {
  if (taken.includes(name)) return `'${name}' is the name of a set that svtk makes itself: expected another name`;
  return device.test(name) ? `'${name}' is no name of a file on every system: expected another name` : undefined;
}

function repeated(labels: readonly string[], list: 'backends' | 'metrics'): Conflict[] {
  const remedy = list === 'backends' ? ': give one of them a name, { type: …, name: … }' : '';
  return labels.flatMap((label, place): Conflict[] => {
    const message = `the same as ${list}[${labels.indexOf(label)}]${remedy}`;
    return labels.indexOf(label) === place ? [] : [{ code: 'custom', path: [list, place], message }];
  });
}
