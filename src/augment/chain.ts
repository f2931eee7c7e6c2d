import { UsageError } from '../core/errors';
import { randomOf } from '../core/random';
import { lookUp } from '../core/registry';
import type {
  AugmentationChoice,
  AugmentationComponent,
  AugmentContext,
  Bind,
  BoundAugmentation,
  Draw,
} from './augmentation';
import { augmentations } from './index';

export type { AugmentationChoice } from './augmentation';

/** Several augmentations in a row, the first of the list being nearest to the speaker. */
export interface AugmentationChain {
  /** Everything that is random about one crop; `key` makes it a function of (seed, epoch, index) alone. */
  draw(...key: readonly (string | number)[]): ChainDraw;
}

export interface ChainDraw {
  inputSamples(outputSamples: number): number;
  /** From 0 to `variantsOf(choices)` − 1. */
  readonly variant: number;
  apply(wave: Float32Array, outputSamples: number): Float32Array;
}

const bind: Bind = (choice): BoundAugmentation => {
  const { type, ...given } = choice;
  const component = lookUp<AugmentationComponent>(augmentations, type, 'augmentation');
  const parsed = component.options.safeParse(given);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const where = ['training', 'augment', type, ...(first?.path ?? [])].join('.');
    throw new UsageError({ where, what: first?.message ?? 'options do not fit' });
  }
  const options = parsed.data;
  const parts = (component.parts?.(options) ?? []).map(bind);
  return {
    variants: component.variants?.(options) ?? 1,
    folders: [...(component.folders?.(options) ?? []), ...parts.flatMap(({ folders }) => folders)],
    names: [type, ...parts.flatMap(({ names }) => names)],
    build: context => component.build(options, context),
  };
};

/** By how much the augmentations multiply the number of classes. */
export function variantsOf(choices: readonly AugmentationChoice[]): number {
  return choices.map(bind).reduce((product, { variants }) => product * variants, 1);
}

/** Folders of recordings that the augmentations read: to be prepared as shards first ({@link ./prepare-folders}). */
export function foldersOf(choices: readonly AugmentationChoice[]): string[] {
  return [...new Set(choices.map(bind).flatMap(({ folders }) => folders))];
}

/** Registry keys of all augmentations that are used, also inside others: the modules that decide what crops become. */
export function namesOf(choices: readonly AugmentationChoice[]): string[] {
  return [...new Set(choices.map(bind).flatMap(({ names }) => names))];
}

/** Binds the options of a list of augmentations. @throws UsageError for an unknown name or option. */
export function buildChain(
  choices: readonly AugmentationChoice[],
  context: Omit<AugmentContext, 'bind'>,
): AugmentationChain {
  const links = choices.map(bind).map(({ variants, build }) => ({ variants, ...build({ ...context, bind }) }));
  return {
    draw(...key) {
      let variant = 0;
      let weight = 1;
      const draws: Draw[] = [];
      links.forEach(({ draw, variants }, place) => {
        // Each link has a stream of its own, so that adding one leaves what the others do as it was.
        const drawn = draw(randomOf(...key, 'augment', place));
        variant += weight * (drawn?.variant ?? 0);
        weight *= variants;
        if (drawn !== undefined) draws.push(drawn);
      });
      return { variant, ...inARow(draws) };
    },
  };
}

function inARow(draws: readonly Draw[]): Pick<ChainDraw, 'inputSamples' | 'apply'> {
  /** Samples that enter each draw, and at the end those that leave the last; reckoned from the last to the first. */
  const lengthsFor = (outputSamples: number): number[] => {
    const lengths = [outputSamples];
    for (const draw of draws.toReversed()) {
      const [after = 0] = lengths;
      lengths.unshift(draw.inputSamples?.(after) ?? after);
    }
    return lengths;
  };
  return {
    inputSamples: outputSamples => lengthsFor(outputSamples)[0] ?? outputSamples,
    apply(wave, outputSamples) {
      const lengths = lengthsFor(outputSamples);
      return draws.reduce((current, draw, place) => draw.apply(current, lengths[place + 1] ?? 0), wave);
    },
  };
}
