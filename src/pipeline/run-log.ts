import type { Report, RunEvent } from '../core/events';
import { appendJsonLines, filterJsonLines } from './json-lines';
import type { Metrics } from './stage';

const progressEvery = 10_000; // ms between two progress rows of a stage in the log

/** log.jsonl: every event with its time, progress thinned out. */
export interface RunLog {
  readonly report: Report;
  /** A row that is no RunEvent: how the run began and ended. */
  write(row: { readonly type: string; readonly [field: string]: unknown }): void;
  close(): void;
}

/** Opens the log; its `report` writes each event and passes it on. */
export function openRunLog(path: string, passOn: Report): RunLog {
  const lines = appendJsonLines(path);
  const lastProgress = new Map<string, number>();
  const due = (event: RunEvent): boolean => {
    if (event.type !== 'progress') return true;
    const now = performance.now();
    if (event.done < event.total && now - (lastProgress.get(event.stage) ?? -progressEvery) < progressEvery)
      return false;
    lastProgress.set(event.stage, now);
    return true;
  };
  const write = (row: object): void => lines.append({ time: new Date().toISOString(), ...row });
  return {
    report(event) {
      if (due(event)) write(event);
      passOn(event);
    },
    write,
    close: lines.close,
  };
}

/** metrics.jsonl for one stage: rows that a stopped process wrote beyond `afterStep` are dropped, since they come again. */
export function openMetrics(path: string, stage: string, afterStep: number): Metrics & { close(): void } {
  filterJsonLines(path, row => row['stage'] !== stage || (typeof row['step'] === 'number' && row['step'] <= afterStep));
  const lines = appendJsonLines(path);
  return { append: row => lines.append({ stage, ...row }), close: lines.close };
}
