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
  /** Score from which on trials are accepted where the figure is read off; Infinity rejects all. Absent where there is none. */
  threshold?(evidence: Evidence): number;
}

export interface MetricComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>): Metric;
}
