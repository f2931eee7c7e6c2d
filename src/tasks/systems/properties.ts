import { backends } from '../../backends';
import { UsageError } from '../../core/errors';
import { lookUp } from '../../core/registry';
import { trainedSize } from '../../layers/parameter';
import { models } from '../../models';
import type { SpeakerModelComponent } from '../../models/speaker-model';
import { buildChoice } from '../../recipe/choice';
import { trainsNetwork } from '../verification/kinds';
import { buildNetwork } from '../verification/parts';
import type { VerificationRecipe } from '../verification/recipe';

/** What a table of systems has a row for, in the order of Shon et al. 2018, table 3; the last is not there. */
export const properties = [
  'Input for training',
  'Input normalization',
  'Structure',
  'Parameters',
  'Global pooling',
  'Embedding layer',
  'Non-linearity',
  'Embedding dimension',
  'Back-end processing',
  'Loss',
] as const;

export type Property = (typeof properties)[number];

/**
 * What a recipe's system is, by property. Parameters are those of the network as it is built, trained ones, without the output layer, whose
 * size the training set decides. Throws a UsageError for a system that is no network of svtk's, or one that does not describe itself.
 */
export function propertiesOf(recipe: VerificationRecipe, where: string): Readonly<Record<Property, string>> {
  if (!trainsNetwork(recipe)) throw undescribed(recipe.model.type, where);
  const { type, options } = recipe.model;
  const described = lookUp<SpeakerModelComponent>(models, type, 'model').describe?.(options);
  if (described === undefined) throw undescribed(type, where);
  const { feature, model } = buildNetwork(recipe);
  return {
    'Input for training': `${featureName(recipe)}, ${feature.dimension} values a frame, crops of ${recipe.training.crop} s`,
    'Input normalization': normalization(recipe),
    Structure: described.structure,
    Parameters: `${(trainedSize(model.parameters) / 1e6).toFixed(2)} m`,
    'Global pooling': described.pooling,
    'Embedding layer': described.embeddingLayer,
    'Non-linearity': described.nonlinearity,
    'Embedding dimension': String(model.embedding),
    'Back-end processing': recipe.backends.map(comparison).join('; '),
    Loss: recipe.loss.type,
  };
}

function featureName({ features: { type } }: VerificationRecipe): string {
  return type === 'spectrogram' ? type : type.toUpperCase();
}

function normalization({ features: { options } }: VerificationRecipe): string {
  if ('cmvn' in options && options.cmvn === 'utterance') return 'mean and variance, per utterance';
  return 'cmn' in options && options.cmn === 'utterance' ? 'mean, per utterance' : 'none';
}

/** The steps from embeddings to a score; other back-ends go by their headings. */
function comparison(chosen: VerificationRecipe['backends'][number]): string {
  if (chosen.type !== 'plda') return buildChoice(backends, chosen).label;
  const { lda } = chosen.options;
  return ['zero mean', ...(lda === undefined ? [] : [`LDA ${lda}`]), 'length normalization', 'PLDA'].join(' + ');
}

function undescribed(model: string, where: string): UsageError {
  const known = Object.entries<SpeakerModelComponent>(models).filter(([, { describe }]) => describe !== undefined);
  return new UsageError({
    what: 'a table of systems cannot describe this model',
    where,
    expected: known.map(([name]) => name).join(', '),
    found: model,
  });
}
