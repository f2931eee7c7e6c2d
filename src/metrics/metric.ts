import type { z } from 'zod';
import type { Component } from '../core/registry';
import type { Evidence } from './evidence';

/** A figure of merit of scored trials, as tables print it. */
export interface Metric {
  /** Heading of its column: `EER`, `minDCF(0.01)`. */
  readonly label: string;
  readonly unit: '%' | 'bit' | '';
  readonly better: 'lower' | 'higher';
  /** The figure in its unit: 1.234 for 1.234 %. */
  measure(evidence: Evidence): number;
  /**
   * Whether the figure is the same where neighbouring scores, of trials of one class, are counted as one score: it hangs
   * on the order in which classes alternate alone, and a resample costs a fraction. Absent = no.
   */
  readonly fromRuns?: boolean;
  /** Score from which on trials are accepted where the figure is read off; Infinity rejects all. Absent where there is none. */
  threshold?(evidence: Evidence): number;
}

export interface MetricComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>): Metric;
}
