import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import { printable } from '../core/errors';
import type { Report, RunEvent } from '../core/events';

const lineEvery = 30_000;

type Progress = Extract<RunEvent, { type: 'progress' }>;

/** A figure with the digits a reader needs: whole numbers as they are, others with four significant digits. */
export function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

function values(event: Progress): string {
  return Object.entries(event.values ?? {})
    .map(([name, value]) => `${name} ${figure(value)}`)
    .join('  ');
}

function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** The first reasons of a list; `svtk why` shows all. */
function shortened(because: string): string {
  const reasons = because.split('; ');
  return reasons.length <= 3 ? because : `${reasons.slice(0, 2).join('; ')} and ${reasons.length - 2} more reasons`;
}

/** Rate and time left since a stage's first event: a stage that goes on from a checkpoint does not start at 0. */
class Pace {
  private readonly since = performance.now();
  constructor(private readonly from: number) {}
  describe(event: Progress): string {
    const seconds = (performance.now() - this.since) / 1000;
    const rate = (event.done - this.from) / Math.max(seconds, 1e-3);
    return `${figure(Number(rate.toPrecision(3)))} ${event.unit}/s, ${duration((event.total - event.done) / rate)} left`;
  }
}

interface Display {
  /** Another stage begins. */
  begin(): void;
  progress(event: Progress, pace: Pace): void;
  line(text: string): void;
  stop(): void;
}

function bars(): Display {
  const multi = new MultiBar(
    {
      format: '{stage} {bar} {percentage}% {pace}  {values}',
      clearOnComplete: true,
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  const open = new Map<string, SingleBar>();
  return {
    begin: () => undefined,
    progress(event, pace) {
      const payload = { stage: event.stage.padEnd(8), pace: pace.describe(event), values: values(event) };
      const bar = open.get(event.stage) ?? multi.create(event.total, event.done, payload);
      open.set(event.stage, bar);
      bar.setTotal(event.total);
      bar.update(event.done, payload);
      if (event.done < event.total) return;
      multi.remove(bar);
      open.delete(event.stage);
    },
    line(text) {
      if (open.size > 0) multi.log(`${text}\n`);
      else process.stderr.write(`${text}\n`);
    },
    stop: () => multi.stop(),
  };
}

function lines(): Display {
  const last = new Map<string, number>();
  return {
    begin: () => last.clear(),
    progress(event, pace) {
      const before = last.get(event.stage);
      if (before === undefined) last.set(event.stage, performance.now());
      const due = before !== undefined && performance.now() - before >= lineEvery;
      if (!due) return;
      last.set(event.stage, performance.now());
      process.stderr.write(
        `${event.stage}: ${event.done}/${event.total} ${event.unit}, ${pace.describe(event)}  ${values(event)}\n`,
      );
    },
    line: text => process.stderr.write(`${text}\n`),
    stop: () => undefined,
  };
}

/** Shows events on standard error: bars with rate and time left on a terminal, elsewhere a line each 30 s. */
export function startReporter(terminal = process.stderr.isTTY === true): { report: Report; stop(): void } {
  const display = terminal ? bars() : lines();
  const paces = new Map<string, Pace>();
  const report: Report = event => {
    switch (event.type) {
      case 'progress': {
        const pace = paces.get(event.stage) ?? new Pace(event.done);
        paces.set(event.stage, pace);
        return display.progress(event, pace);
      }
      case 'stage-started':
        paces.clear();
        display.begin();
        return display.line(`${event.stage}: ${shortened(event.because)}`);
      case 'stage-fresh':
        return display.line(`${event.stage}: nothing to do`);
      case 'stage-finished':
        return display.line(`${event.stage}: done in ${duration(event.seconds)}`);
      case 'note':
        return display.line(printable(event.text));
      case 'warning':
        return display.line(printable(`warning: ${event.text}`));
      default: {
        const never: never = event;
        throw new Error(`unknown event ${JSON.stringify(never)}`);
      }
    }
  };
  return { report, stop: () => display.stop() };
}
