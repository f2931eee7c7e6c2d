import { z } from 'zod';
import type { Registry } from '../core/registry';
import { choice } from '../recipe/choice';
import { holdAgainst } from '../recipe/complaint';
import { share } from '../recipe/quantity';
import { type AugmentationComponent, defineAugmentation } from './augmentation';

/** The shelf, asked for when a recipe is checked: `one-of` stands on it itself. */
type Shelf = () => Registry<AugmentationComponent>;

/** What a recipe writes in `of`. It is held to its augmentation here, where the recipe's lines are known, and read when it is built. */
function part(shelf: Shelf) {
  return z
    .looseObject({ type: z.string().describe('which augmentation; its options stand beside') })
    .superRefine((written, context) => {
      const registry = shelf();
      const held = holdAgainst(choice(registry, 'augmentation'), written);
      for (const { path, atKey, text } of held.complaints ?? []) {
        context.addIssue({ code: 'custom', message: text, path: [...path], params: { atKey } });
      }
      if (held.complaints !== undefined) return;
      const { type, options } = held.value;
      if ((registry[type]?.variants?.(options) ?? 1) === 1) return;
      const remedy = 'list it by itself, or set as_new_speakers: false';
      const message = `${type} makes new speakers, which a choice among augmentations cannot: ${remedy}`;
      context.addIssue({ code: 'custom', message, path: ['type'] });
    });
}

/** One of several augmentations for each crop, as wespeaker and Kaldi's augmented copies do: noise or reverberation, not both. */
export const oneOf = (shelf: Shelf) =>
  defineAugmentation({
    summary: 'one of several augmentations, each equally likely',
    source: 'wespeaker@dfa7419 wespeaker/dataset/processor.py, add_reverb_noise',
    options: z.strictObject({
      probability: share().default(0.6).describe('share of crops that get one of them'),
      of: z.array(part(shelf)).min(1).describe('augmentations, each with its type and options'),
    }),
    parts: ({ of }) => of,
    build({ probability, of }, context) {
      const built = of.map(one => context.bind(one).build(context));
      return {
        draw(random) {
          if (random.uniform() >= probability) return undefined;
          return built[random.integer(built.length)]?.draw(random);
        },
      };
    },
  });
