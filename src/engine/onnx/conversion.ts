import type { Source, TracedNode } from '../trace';
import { numbersOf } from './constants';
import type { Graph, Value } from './graph';

/** Writes what a TensorFlow node does into an ONNX graph, and gives its outputs. */
export type Conversion = (node: TracedNode, graph: Graph) => readonly Value[];

export type Conversions = Readonly<Record<string, Conversion>>;

/** Why a network has no ONNX form although it runs here. */
export class Unwritable extends Error {}

export function flag(node: TracedNode, name: string): boolean {
  return attribute(node, name) === true;
}

export function text(node: TracedNode, name: string): string {
  return String(attribute(node, name) ?? '');
}

export function number(node: TracedNode, name: string): number {
  return Number(attribute(node, name));
}

/** Of four numbers for [batch, height, width, channels], those of height and width. */
export function extents(node: TracedNode, name: string): readonly [number, number] {
  const value = attribute(node, name);
  const [batch, height, width, channels] = Array.isArray(value) ? value.map(Number) : [];
  if (batch !== 1 || channels !== 1 || height === undefined || width === undefined) {
    throw new Unwritable(`${node.op} with ${name} ${String(value)}`);
  }
  return [height, width];
}

/** An input of a node; it is there, as TensorFlow took the node. */
export function input(node: TracedNode, place: number): Source {
  const source = node.inputs.at(place);
  if (source === undefined) throw new Error(`${node.op} has no input ${place}`);
  return source;
}

/** The numbers of an input that must not hang on the network's input: axes, paddings, shapes. */
export function numbers(node: TracedNode, place: number, graph: Graph): number[] {
  const value = graph.value(input(node, place));
  if (!('constant' in value)) throw new Unwritable(`${node.op} whose input ${place} is computed`);
  return numbersOf(value.constant);
}

/** Axes counted from the front. */
export function counted(axes: readonly number[], rank: number): number[] {
  return axes.map(axis => (axis < 0 ? axis + rank : axis));
}

function attribute(node: TracedNode, name: string): unknown {
  return node.attributes.find(one => one.name === name)?.value;
}
