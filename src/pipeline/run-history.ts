import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readJsonLines } from './json-lines';
import { type RunDirectory, runDirectory } from './run-directory';
import { isObject } from './stage-record';

/** How a run came about, by its own records. */
export interface RunHistory {
  /** env.json: versions, machine and command of the last start. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** Every start, from log.jsonl. */
  readonly starts: readonly RunStart[];
  /** Stages that have finished, in the order in which they did. */
  readonly stages: readonly { readonly name: string; readonly seconds: number; readonly finished: string }[];
  /** Notes and warnings, each once. */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  /** The whole recipe as YAML. */
  readonly recipe: string;
}

export interface RunStart {
  readonly time: string;
  readonly command: string;
  readonly commit: string;
  /** What env.json said then. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** What was not fresh and ran. */
  readonly stages: readonly string[];
}

/** The places of the run that lies in a folder. */
export function runIn(directory: string): RunDirectory {
  const path = resolve(directory);
  return runDirectory({
    experiments: dirname(dirname(path)),
    recipe: basename(dirname(path)),
    name: basename(path),
  });
}

/** Reads what a run says of itself; whatever is not there yet is empty. */
export function readRunHistory(directory: string): RunHistory {
  const { path, log } = runIn(directory);
  const events = readJsonLines(log);
  const said = (type: string): string[] => [
    ...new Set(events.filter(event => event['type'] === type).map(event => text(event['text']))),
  ];
  const recipe = join(path, 'recipe.resolved.yaml');
  return {
    environment: readObject(join(path, 'env.json')),
    starts: startsIn(events),
    stages: stagesIn(join(path, 'stages')),
    notes: said('note'),
    warnings: said('warning'),
    recipe: existsSync(recipe) ? readFileSync(recipe, 'utf8') : '',
  };
}

function startsIn(events: readonly Readonly<Record<string, unknown>>[]): RunStart[] {
  const starts: (RunStart & { stages: string[] })[] = [];
  for (const event of events) {
    if (event['type'] === 'run-started') {
      const { time, type: _, ...environment } = event;
      const [command, commit] = [text(environment['command']), text(environment['commit'])];
      starts.push({ time: text(time), command, commit, environment, stages: [] });
    } else if (event['type'] === 'stage-started') starts.at(-1)?.stages.push(text(event['stage']));
  }
  return starts;
}

function stagesIn(folder: string): RunHistory['stages'] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(name => name.endsWith('.json') && !name.endsWith('.previous.json'))
    .map(name => readObject(join(folder, name)))
    .map(record => ({
      name: text(record['stage']),
      seconds: Number(record['seconds']),
      finished: text(record['finished']),
    }))
    .sort((a, b) => (a.finished < b.finished ? -1 : 1));
}

function readObject(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {};
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return isObject(value) ? value : {};
}

function text(value: unknown): string {
  return value === undefined ? '' : String(value);
}
