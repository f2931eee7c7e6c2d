import type { Conflict } from './training-conflicts';

interface Recipe {
  readonly loss?: { readonly type: string } | undefined;
  readonly training?: { readonly sampling: string; readonly batch: number } | undefined;
}

/** What of a recipe leaves a loss over pairs without pairs: batches drawn otherwise have hardly two utterances of one speaker. */
export function pairConflicts({ loss, training }: Recipe): Conflict[] {
  if (loss?.type !== 'contrastive' || training === undefined) return [];
  const { sampling, batch } = training;
  const conflict = (key: string, message: string): Conflict => ({ code: 'custom', path: ['training', key], message });
  return [
    ...(sampling === 'pairs'
      ? []
      : [conflict('sampling', `contrastive learns from pairs of utterances: expected pairs, found ${sampling}`)]),
    ...(batch % 2 === 0 ? [] : [conflict('batch', `expected an even number, for pairs, found ${batch}`)]),
  ];
}
