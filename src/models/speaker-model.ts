import type { z } from 'zod';
import type { Component } from '../core/registry';
import type { tf } from '../engine/tf';
import type { Parameter } from '../layers/parameter';
import type { Pass } from '../layers/pass';

/** A network from features to one vector for an utterance. */
export interface SpeakerModel {
  readonly parameters: readonly Parameter[];
  /** Names of arrays that a run which training starts from may lack; they are drawn by the seed then. */
  readonly added?: readonly string[];
  /** Length of the vector. */
  readonly embedding: number;
  /** Length of what `forward` gives the loss in mode train, where that is a later layer than the embedding. */
  readonly classified?: number;
  /** Frames that an utterance must have for an embedding. */
  readonly leastFrames: number;
  /** [batch, frames, features] → [batch, embedding], in mode train [batch, classified]; pure: weights come from the pass. */
  forward(pass: Pass, features: tf.Tensor3D): tf.Tensor2D;
}

/** What a model has to know of the parts around it. */
export interface ModelContext {
  /** Dimension of one frame of features. */
  readonly features: number;
}

/** What a paper's table of systems says of a network, in words. */
export interface ModelProperties {
  readonly structure: string;
  /** How frames become one vector. */
  readonly pooling: string;
  readonly embeddingLayer: string;
  /** Where there is one and, what matters more, where there is none. */
  readonly nonlinearity: string;
}

export interface SpeakerModelComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  /** Options that read the same weights another way: training can start from a run that differs in these alone. */
  readonly readings?: readonly string[];
  build(options: z.output<Schema>, context: ModelContext): SpeakerModel;
  /** For tables of systems; numbers are left to what is built. */
  describe?(options: z.output<Schema>): ModelProperties;
}
