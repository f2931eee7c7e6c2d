/** The peer that was fastest in turn with svtk, of all or of the one that the goal names; undefined where none ran. */
function fastest(peers, beside) {
  const compared = peers.filter(({ name, ratio }) => ratio !== undefined && (beside ?? name) === name);
  return compared.sort((a, b) => a.ratio - b.ratio)[0];
}

/**
 * Whether svtk met the task's goal, in words too, and beside which peer to say it. `met` is undefined where that cannot be told, as
 * svtk failed or no peer ran.
 */
export function judge({ goal }, { svtk, peers }) {
  const best = goal.ratio === undefined ? peers[0] : fastest(peers, goal.beside);
  const text = goal.ratio === undefined ? `≤ ${goal.seconds} s` : `≥ ${goal.ratio.toFixed(1)}`;
  if (svtk.seconds === undefined || best === undefined) return { met: undefined, text };
  const met = goal.ratio === undefined ? svtk.seconds <= goal.seconds : best.ratio >= goal.ratio;
  return { met, peer: best, text: `${text}: ${met ? 'met' : 'missed'}` };
}
