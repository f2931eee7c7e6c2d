import type { models as networks } from '../../models';
import type { Choice } from '../../recipe/choice';
import type { VerificationRecipe } from './recipe';

/** A recipe that trains a network. */
export type NetworkRecipe = VerificationRecipe & {
  readonly model: Choice<typeof networks>;
  readonly loss: NonNullable<VerificationRecipe['loss']>;
  readonly training: NonNullable<VerificationRecipe['training']>;
};

/** A recipe of i-vectors. */
export type IVectorRecipe = VerificationRecipe & {
  readonly model: Extract<VerificationRecipe['model'], { type: 'i-vector' }>;
};

/** A recipe of a network that others trained. */
export type ForeignRecipe = VerificationRecipe & {
  readonly model: Extract<VerificationRecipe['model'], { type: 'onnx' }>;
};

export function isForeign(recipe: VerificationRecipe): recipe is ForeignRecipe {
  return recipe.model.type === 'onnx';
}

export function isIVector(recipe: VerificationRecipe): recipe is IVectorRecipe {
  return recipe.model.type === 'i-vector';
}

/** The schema has seen to it that a recipe of a network says how it is trained. */
export function trainsNetwork(recipe: VerificationRecipe): recipe is NetworkRecipe {
  return !isIVector(recipe) && !isForeign(recipe) && recipe.loss !== undefined && recipe.training !== undefined;
}
