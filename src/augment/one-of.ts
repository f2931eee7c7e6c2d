import { z } from 'zod';
import { UsageError } from '../core/errors';
import { share } from '../recipe/quantity';
import { type AugmentationComponent, defineAugmentation } from './augmentation';

const choice = z.looseObject({ type: z.string().describe('which augmentation; its options stand beside') });

/** One of several augmentations for each crop, as wespeaker and Kaldi's augmented copies do: noise or reverberation, not both. */
export const oneOf: AugmentationComponent = defineAugmentation({
  summary: 'one of several augmentations, each equally likely',
  source: 'wespeaker@dfa7419 wespeaker/dataset/processor.py, add_reverb_noise',
  options: z.strictObject({
    probability: share().default(0.6).describe('share of crops that get one of them'),
    of: z.array(choice).min(1).describe('augmentations, each with its type and options'),
  }),
  parts: ({ of }) => of,
  build({ probability, of }, context) {
    const built = of.map(one => {
      const bound = context.bind(one);
      if (bound.variants > 1) {
        throw new UsageError({
          where: `training.augment.one-of.${one.type}`,
          what: 'makes new speakers, which a choice among augmentations cannot',
          remedy: 'list it by itself, or set as_new_speakers: false',
        });
      }
      return bound.build(context);
    });
    return {
      draw(random) {
        if (random.uniform() >= probability) return undefined;
        return built[random.integer(built.length)]?.draw(random);
      },
    };
  },
});
