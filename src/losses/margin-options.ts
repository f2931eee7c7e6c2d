import { z } from 'zod';

/** The factor s on all logits. */
export const scale = z.number().positive().max(1000);

/** The margin on the cosine, at the end of its schedule. */
export const cosineMargin = z.number().min(0).max(2).describe('margin m on the cosine, at the end of its schedule');

/** The margin on the angle, at the end of its schedule. */
export const angleMargin = z
  .number()
  .min(0)
  .max(Math.PI / 2)
  .describe('margin m on the angle in radians, at the end of its schedule');

export const scaleOption = scale.default(30).describe('scale s of all logits');
