import type { Conflict } from './training-conflicts';

interface Recipe {
  readonly data: { readonly train?: unknown };
  readonly model: { readonly type: string };
  readonly features: { readonly type: string; readonly options: Readonly<Record<string, unknown>> };
  readonly loss?: unknown;
  readonly training?: unknown;
  readonly untrained: boolean;
}

/** What of a recipe does not go with its model: networks need a loss and a training, those of others and i-vectors take neither, and i-vectors need frames with a log energy. */
export function modelConflicts(recipe: Recipe): Conflict[] {
  if (recipe.model.type === 'i-vector') return iVectorConflicts(recipe);
  return recipe.model.type === 'onnx' ? foreignConflicts(recipe) : networkConflicts(recipe);
}

function networkConflicts(recipe: Recipe): Conflict[] {
  const { model, loss, training } = recipe;
  const missing = Object.entries({ loss, training }).filter(([, value]) => value === undefined);
  return [
    ...missing.map(([key]) => conflict([key], `missing: the network ${model.type} needs it`)),
    ...trainingSetConflicts(recipe),
  ];
}

function trainingSetConflicts({ model, data }: Recipe): Conflict[] {
  if (data.train !== undefined) return [];
  return [conflict(['data', 'train'], `missing: ${model.type} is trained on it`)];
}

function foreignConflicts({ loss, training, untrained }: Recipe): Conflict[] {
  const given = Object.entries({ loss, training }).filter(([, value]) => value !== undefined);
  return [
    ...given.map(([key]) => conflict([key], 'a network of others takes none: it is trained')),
    ...(untrained ? [conflict(['untrained'], 'a network of others is not there untrained')] : []),
  ];
}

function iVectorConflicts(recipe: Recipe): Conflict[] {
  const { features, loss, training, untrained } = recipe;
  const given = Object.entries({ loss, training }).filter(([, value]) => value !== undefined);
  const { energy, cmn } = features.options;
  return [
    ...given.map(([key]) => conflict([key], 'i-vectors take none: model says how they are trained')),
    ...trainingSetConflicts(recipe),
    ...(untrained ? [conflict(['untrained'], 'i-vectors have no network to leave untrained')] : []),
    ...(features.type === 'mfcc' && energy === true && cmn === 'none'
      ? []
      : [
          conflict(
            ['features'],
            'i-vectors take { type: mfcc, energy: true, cmn: none }: speech is found by its energy',
          ),
        ]),
  ];
}

function conflict(path: PropertyKey[], message: string): Conflict {
  return { code: 'custom', message, path };
}
