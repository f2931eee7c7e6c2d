/** What happens while svtk works; libraries report it, only `cli/` turns it into text, bars and colour. */
export type RunEvent =
  | { readonly type: 'stage-started'; readonly stage: string; readonly because: string }
  | { readonly type: 'stage-fresh'; readonly stage: string }
  | { readonly type: 'stage-finished'; readonly stage: string; readonly seconds: number }
  | {
      readonly type: 'progress';
      readonly stage: string;
      readonly done: number;
      readonly total: number;
      /** What is counted: `utterances`, `steps`, `bytes`. */
      readonly unit: string;
      /** Figures of the moment, shown behind the bar: loss, learning rate, share of time spent waiting for data. */
      readonly values?: Readonly<Record<string, number>>;
    }
  /** Said once, on a line of its own: a skipped file, a fallback, where a file was put. */
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'warning'; readonly text: string };

export type Report = (event: RunEvent) => void;
