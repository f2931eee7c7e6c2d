/** The tfjs-core namespace, values and types. Loads no native code: that is `startEngine`'s part. */
export * as tf from '@tensorflow/tfjs-core';
