import { basename } from 'node:path';
import { UsageError } from '../../core/errors';
import { scoreFile } from '../../stages/score-file';

/** Throws UsageError where two back-ends or two metrics would share a column or a score file: the one would hide the other. */
export function demandDistinctColumns(columns: {
  readonly backends: readonly { readonly label: string }[];
  readonly metrics: readonly { readonly label: string }[];
}): void {
  const files = columns.backends.map(({ label }) => basename(scoreFile('', label)));
  const backend = columns.backends.find((_, place) => files.indexOf(files[place]!) !== place);
  if (backend !== undefined) {
    throw new UsageError({
      what: 'two back-ends have one heading',
      where: 'backends',
      found: backend.label,
      remedy: 'give one of them a name of its own: { type: …, name: … }',
    });
  }
  const labels = columns.metrics.map(({ label }) => label);
  const metric = labels.find((label, place) => labels.indexOf(label) !== place);
  if (metric !== undefined)
    throw new UsageError({ what: 'a metric is asked for twice', where: 'metrics', found: metric });
}
