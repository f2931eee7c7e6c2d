import type { Source, Trace, TracedNode } from './trace';

/**
 * Makes each AddN of more than two tensors a chain of additions. TensorFlow's AddN begins with whichever input's memory it may reuse, which is a
 * matter of timing: two runs of one function then differ in the last bit, and a resumed training would not repeat the interrupted one.
 */
export function orderedSums(trace: Trace): Trace {
  const replacements = new Map<TracedNode, TracedNode>();
  const nodes: TracedNode[] = [];
  const current = (source: Source): Source => {
    if (source.from !== 'node') return source;
    return { ...source, node: replacements.get(source.node) ?? source.node };
  };
  for (const node of trace.nodes) {
    const fresh = { ...node, inputs: node.inputs.map(current) };
    const added = node.op === 'AddN' && node.inputs.length > 2 ? chain(fresh) : [fresh];
    nodes.push(...added);
    replacements.set(node, added.at(-1) ?? fresh);
  }
  return { ...trace, nodes, outputs: trace.outputs.map(current) };
}

function chain(sum: TracedNode): TracedNode[] {
  const added: TracedNode[] = [];
  const types = sum.inputTypes.slice(0, 2);
  sum.inputs.reduce((total, term) => {
    const node = { ...sum, op: 'AddV2', attributes: [], inputs: [total, term], inputTypes: types };
    added.push(node);
    return { from: 'node', node, output: 0 };
  });
  return added;
}
