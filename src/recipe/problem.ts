import { UsageError } from '../core/errors';
import { type Origin, place, shortened } from './origin';

/** One thing wrong with a recipe. */
export interface Problem {
  readonly origin: Origin;
  /** `loss.margin`; empty where the whole file is meant. */
  readonly path: string;
  /** `expected a number from 0 to 1, found "0,2", did you mean 0.2?` */
  readonly text: string;
}

/** `file:line:column  path: expected …, found …, did you mean …?` */
export function describeProblem({ origin, path, text }: Problem): string {
  return printable(`${place(origin)}  ${path === '' ? '' : `${shortened(path, 200)}: `}${text}`);
}

/** Names of keys and files may hold control characters, and a terminal would obey them. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, control => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

const mostShown = 100;

/** Everything wrong with one or more recipes, one line each; thrown before any work is done. */
export class RecipeError extends UsageError {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    // Sweep points share their recipe, and so its problems.
    const lines = [...new Set(inReadingOrder(problems).map(describeProblem))];
    const more = lines.length > mostShown ? [`… and ${lines.length - mostShown} more`] : [];
    const count = `${lines.length} problem${lines.length === 1 ? '' : 's'}; nothing was run.`;
    super([...lines.slice(0, mostShown), ...more, count].join('\n'));
    this.problems = problems;
  }
}

/** By file in order of appearance, then by line and column; arguments stay where they were met. */
function inReadingOrder(problems: readonly Problem[]): Problem[] {
  const source = ({ origin }: Problem): string => (origin.kind === 'file' ? origin.file : '');
  const sources = [...new Set(problems.map(source))];
  const line = ({ origin }: Problem): number => (origin.kind === 'file' ? origin.line : 0);
  const column = ({ origin }: Problem): number => (origin.kind === 'file' ? origin.column : 0);
  return problems.toSorted(
    (a, b) => sources.indexOf(source(a)) - sources.indexOf(source(b)) || line(a) - line(b) || column(a) - column(b),
  );
}
