import { UsageError } from '../core/errors';
import { type Origin, place } from './origin';

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
  return `${place(origin)}  ${path === '' ? '' : `${path}: `}${text}`;
}

/** Everything wrong with one or more recipes, one line each; thrown before any work is done. */
export class RecipeError extends UsageError {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    // Sweep points share their recipe, and so its problems.
    const lines = [...new Set(inReadingOrder(problems).map(describeProblem))];
    super([...lines, `${lines.length} problem${lines.length === 1 ? '' : 's'}; nothing was run.`].join('\n'));
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

/** `, did you mean a or b?`, or nothing. */
export function suggestion(near: readonly string[]): string {
  return near.length === 0 ? '' : `, did you mean ${near.join(' or ')}?`;
}
