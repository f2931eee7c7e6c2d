import { UsageError } from '../core/errors';
import { type Random, randomOf } from '../core/random';
import { lookUp } from '../core/registry';
import type { AugmentationComponent, AugmentContext, Draw } from './augmentation';
import { augmentations } from './index';

/** An augmentation as a recipe names it: the registry key and its options. */
export interface AugmentationChoice {
  readonly type: string;
  readonly [option: string]: unknown;
}

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

interface Checked {
  readonly component: AugmentationComponent;
  readonly options: Record<string, unknown>;
}

function check(choice: AugmentationChoice): Checked {
  const { type, ...given } = choice;
  const component: AugmentationComponent = lookUp<AugmentationComponent>(augmentations, type, 'augmentation');
  const parsed = component.options.safeParse(given);
  if (parsed.success) return { component, options: parsed.data };
  const [first] = parsed.error.issues;
  throw new UsageError({ where: `augment.${type}.${first?.path.join('.') ?? ''}`, what: first?.message ?? 'is wrong' });
}

/** By how much the augmentations multiply the number of classes. */
export function variantsOf(choices: readonly AugmentationChoice[]): number {
  return choices
    .map(check)
    .reduce((product, { component, options }) => product * (component.variants?.(options) ?? 1), 1);
}

/** Folders of recordings that the augmentations read: to be prepared as shards first. */
export function foldersOf(choices: readonly AugmentationChoice[]): string[] {
  return [...new Set(choices.map(check).flatMap(({ component, options }) => component.folders?.(options) ?? []))];
}

/** Binds the options of a list of augmentations. @throws UsageError for an unknown name or option. */
export function buildChain(choices: readonly AugmentationChoice[], context: AugmentContext): AugmentationChain {
  const links = choices.map(check).map(({ component, options }) => ({
    augmentation: component.build(options, context),
    variants: component.variants?.(options) ?? 1,
  }));
  return {
    draw(...key) {
      let variant = 0;
      let weight = 1;
      const draws: Draw[] = [];
      links.forEach(({ augmentation, variants }, place) => {
        // Each link has a stream of its own, so that adding one leaves what the others do as it was.
        const random: Random = randomOf(...key, 'augment', place);
        const draw = augmentation.draw(random);
        variant += weight * (draw?.variant ?? 0);
        weight *= variants;
        if (draw !== undefined) draws.push(draw);
      });
      // lengths[i] = samples that enter link i; from the last link back to the first.
      const lengthsFor = (outputSamples: number): number[] => {
        const lengths = [outputSamples];
        for (const draw of draws.toReversed()) {
          const [after = 0] = lengths;
          lengths.unshift(draw.inputSamples?.(after) ?? after);
        }
        return lengths;
      };
      return {
        variant,
        inputSamples: outputSamples => lengthsFor(outputSamples)[0] ?? outputSamples,
        apply(wave, outputSamples) {
          const lengths = lengthsFor(outputSamples);
          return draws.reduce((current, draw, place) => draw.apply(current, lengths[place + 1] ?? 0), wave);
        },
      };
    },
  };
}
