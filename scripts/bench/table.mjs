import { judge } from './goal.mjs';

const columns = [
  ['task', 28],
  ['svtk s', 9],
  ['utt/s', 8],
  ['MiB', 7],
  ['peer', 44],
  ['s', 9],
  ['utt/s', 8],
  ['MiB', 7],
  ['ratio', 7],
  ['goal', 0],
];

export const heading = () => line(columns.map(([name]) => name));

/** The rows of a task, one for each peer; a peer that did not run says why in place of its figures. */
export function taskRows(task, { svtk, peers }) {
  const { peer: beside, text } = judge(task, { svtk, peers });
  return peers.map((peer, index) => {
    const ours = index === 0 ? [task.name, ...figures(svtk, task)] : ['', '', '', ''];
    const goal = peer === beside ? text : '';
    const name = peer.version ?? peer.name;
    if (peer.note !== undefined) return line([...ours, name, goal === '' ? peer.note : `${peer.note}  ${goal}`]);
    return line([...ours, name, ...figures(peer, task), peer.ratio?.toFixed(2) ?? '', goal]);
  });
}

function figures({ seconds, peak_mib: peak }, { items }) {
  if (seconds === undefined) return ['failed', '', ''];
  const rate = items === undefined ? '' : digits(items / seconds);
  return [digits(seconds), rate, String(Math.round(peak))];
}

/** Three digits, or all in front of the point. */
function digits(value) {
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(3);
}

function line(cells) {
  return cells
    .map((cell, index) => cell.padEnd(columns[index][1]))
    .join(' ')
    .trimEnd();
}
