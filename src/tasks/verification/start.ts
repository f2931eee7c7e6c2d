import { z } from 'zod';

const ways = ['weights', 'run'] as const;

/** Where the weights of a network come from; one of the two ways. */
export const startOptions = z
  .strictObject({
    weights: z
      .string()
      .optional()
      .describe(
        'PyTorch state dict with wespeaker’s names, of the same model and options: torch.save’s file (.pt, .ckpt) or safetensors',
      ),
    run: z
      .string()
      .optional()
      .describe(
        'folder of a run, exp/<recipe>/<name>, with the same features and model: its network, and its class vectors by the speakers’ names; speakers that it did not know are drawn',
      ),
  })
  .superRefine((start, context) => {
    if (ways.filter(way => start[way] !== undefined).length === 1) return;
    context.addIssue({ code: 'custom', message: `expected one of ${ways.join(' and ')}` });
  });
