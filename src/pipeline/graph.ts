import { UsageError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';
import type { Stage } from './stage';

/** The stages that the targets need, producers first. Two different stages of one name, or a circle, are errors of the task's author. */
export function stagesFor(targets: readonly Stage[]): Stage[] {
  const order: Stage[] = [];
  const named = new Map<string, Stage>();
  const visit = (stage: Stage, above: readonly Stage[]): void => {
    const known = named.get(stage.name);
    if (known === stage) return;
    if (above.includes(stage)) throw new Error(`stages read in a circle: ${above.map(({ name }) => name).join(' → ')}`);
    if (known !== undefined) throw new Error(`two different stages are named ${stage.name}`);
    for (const { producer } of stage.reads) visit(producer, [...above, stage]);
    // A producer further down may have brought in a stage of this name.
    if (named.has(stage.name)) throw new Error(`two different stages are named ${stage.name}`);
    named.set(stage.name, stage);
    order.push(stage);
  };
  for (const target of targets) visit(target, []);
  return order;
}

export interface Range {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What is done with each stage: `take` leaves it as it is, because it comes before `from`. */
export type Selection = ReadonlyMap<Stage, 'consider' | 'take'>;

/**
 * The part of the graph that `--from` and `--to` leave: nothing that `to` does not need, and before `from` only what it needs, taken as it is.
 * `train` means every stage named `train` or `train.…`.
 */
export function select(stages: readonly Stage[], { from, to }: Range): Selection {
  const last = to === undefined ? stages : stagesNamed(stages, to, '--to');
  const first = from === undefined ? stages : stagesNamed(stages, from, '--from');
  const needed = stages.filter(stage => last.some(end => end === stage || needs(end, stage)));
  const wanted = needed.filter(stage => first.some(start => start === stage || needs(stage, start)));
  if (wanted.length === 0) {
    throw new UsageError({ what: 'no stage lies between --from and --to', found: `--from ${from} --to ${to}` });
  }
  const taken = needed.filter(stage => !wanted.includes(stage) && wanted.some(later => needs(later, stage)));
  return new Map(
    stages
      .filter(stage => wanted.includes(stage) || taken.includes(stage))
      .map(stage => [stage, wanted.includes(stage) ? 'consider' : 'take']),
  );
}

function stagesNamed(stages: readonly Stage[], name: string, option: string): Stage[] {
  const found = stages.filter(stage => stage.name === name || stage.name.startsWith(`${name}.`));
  if (found.length > 0) return found;
  const known = stages.map(stage => stage.name);
  const near = nearestNames(name, known);
  throw new UsageError({
    what: `no such stage for ${option}`,
    expected: known.join(', '),
    found: `'${name}'`,
    ...(near.length === 0 ? {} : { remedy: `did you mean ${near.join(' or ')}?` }),
  });
}

function needs(stage: Stage, other: Stage): boolean {
  return stage.reads.some(({ producer }) => producer === other || needs(producer, other));
}
