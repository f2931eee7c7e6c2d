import type { Constant, Source, Trace, TracedNode } from '../trace';
import { constantOf, foldConstants, numbersOf, permuted } from './constants';
import type { OnnxAttribute, OnnxNode, OnnxTensor } from './model-file';

/**
 * A tensor of the traced step in the graph that is written. Its axes may lie there in another order, so that convolutions follow each other
 * in ONNX's layout without transposes between them: axis i of what is stored is axis `order[i]` of the step's tensor.
 */
export type Value =
  | { readonly name: string; readonly order: readonly number[] }
  | { readonly constant: Constant; readonly order: readonly number[] };

/** An ONNX graph that grows node by node, beside the trace that it is made of. */
export class Graph {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  private readonly values = new Map<TracedNode, readonly Value[]>();
  private readonly known: ReadonlyMap<TracedNode, readonly Constant[]>;
  private readonly uses = new Map<TracedNode, number>();
  private readonly transposed = new Map<string, string>();
  private readonly stored = new Map<string, string>();
  private readonly identities = new Map<Constant, number>();

  constructor(
    trace: Trace,
    private readonly inputs: readonly Value[],
  ) {
    this.known = foldConstants(trace);
    for (const source of [...trace.outputs, ...trace.nodes.flatMap(({ inputs }) => inputs)]) {
      if (source.from === 'node') this.uses.set(source.node, (this.uses.get(source.node) ?? 0) + 1);
    }
  }

  isConstant(node: TracedNode): boolean {
    return this.known.has(node);
  }

  /** Whether what a node makes is read once. */
  readOnce(node: TracedNode): boolean {
    return this.uses.get(node) === 1;
  }

  put(node: TracedNode, values: readonly Value[]): void {
    this.values.set(node, values);
  }

  value(source: Source): Value {
    const constant = constantOf(source, this.known);
    if (constant !== undefined) return { constant, order: naturalOrder(constant.shape.length) };
    const found =
      source.from === 'input'
        ? this.inputs[source.index]
        : source.from === 'node'
          ? this.values.get(source.node)?.[source.output]
          : undefined;
    if (found === undefined) throw new Error('a value is read before it is made');
    return found;
  }

  /** Writes a node and gives the name of its output. */
  add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
    const [name = ''] = this.addSeveral(op, inputs, 1, attributes);
    return name;
  }

  addSeveral(
    op: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string[] {
    const names = Array.from({ length: outputs }, (_, index) => `t${this.nodes.length}_${index}`);
    this.nodes.push({ op, inputs, outputs: names, attributes });
    return names;
  }

  /** The name of a tensor whose axes lie in that order; in their own by default. */
  named(value: Value, order: readonly number[] = naturalOrder(value.order.length)): string {
    const moves = order.map(axis => value.order.indexOf(axis));
    if ('constant' in value) return this.storedConstant(value.constant, moves);
    if (moves.every((axis, place) => axis === place)) return value.name;
    const key = `${value.name} ${moves}`;
    const name = this.transposed.get(key) ?? this.add('Transpose', [value.name], { perm: moves });
    this.transposed.set(key, name);
    return name;
  }

  /** A list of integers, as shapes and axes are given. */
  integers(values: readonly number[]): string {
    return this.store(`int64 ${values}`, { shape: [values.length], values: BigInt64Array.from(values, BigInt) });
  }

  /** One number. */
  scalar(value: number): string {
    return this.store(`float ${value}`, { shape: [], values: Float32Array.of(value) });
  }

  private storedConstant(constant: Constant, order: readonly number[]): string {
    const identity = this.identities.get(constant) ?? this.identities.size;
    this.identities.set(constant, identity);
    const moved = permuted(constant, order);
    const { dtype, shape, values } = moved;
    // Networks hold the same small constants many times.
    const small = values.length <= 16 ? `${dtype} ${shape} ${numbersOf(moved)}` : `${identity} ${order}`;
    const typed =
      values instanceof Float32Array || values instanceof Int32Array ? values : Int32Array.from(numbersOf(moved));
    return this.store(small, { shape, values: typed });
  }

  private store(key: string, tensor: Omit<OnnxTensor, 'name'>): string {
    const found = this.stored.get(key);
    if (found !== undefined) return found;
    const name = `c${this.constants.length}`;
    this.constants.push({ name, ...tensor });
    this.stored.set(key, name);
    return name;
  }
}

/** 0, 1, 2, …: axes as they are in the step. */
export function naturalOrder(rank: number): readonly number[] {
  return Array.from({ length: rank }, (_, axis) => axis);
}
