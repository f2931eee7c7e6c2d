import { z } from 'zod';
import type { Component } from '../core/registry';

const options = z.strictObject({
  path: z.string().min(1).describe('the .onnx file, relative to the folder that svtk is started in'),
  input: z.string().optional().describe('name of the input; absent = the only one'),
  output: z.string().optional().describe('name of the output that is the embedding; absent = the only one, or embs'),
  layout: z
    .enum(['auto', 'frames', 'channels', 'waveform'])
    .default('auto')
    .describe(
      'what the input is: frames [batch, frames, dimension], channels [batch, dimension, frames], waveform [batch, samples] in [-1, 1] at the ' +
        'features’ sample rate; auto = as the file’s shapes say, frames where they leave it open',
    ),
  threads: z.int().min(1).max(256).optional().describe('of onnxruntime; absent = one for each processor'),
});

/** What a recipe's `model: { type: onnx, … }` says. */
export type OnnxOptions = z.output<typeof options>;

/** A network that others trained: it makes embeddings, and takes no loss and no training. */
export const onnxNetwork = {
  summary:
    'A trained network from an ONNX file, run by onnxruntime: wespeaker’s, 3D-Speaker’s, or svtk export’s; takes no loss and no training',
  source: 'names and shapes of wespeaker/bin/export_onnx.py: feats [B, T, D] → embs [B, E]',
  options,
} satisfies Component<typeof options>;
