const widths = { id: 4, what: 52, tried: 8, survived: 8 };

/** The names of the columns. */
export function heading() {
  const { id, what, tried, survived } = widths;
  const names = ['id'.padEnd(id), 'what'.padEnd(what), 'tried'.padStart(tried), 'survived'.padStart(survived)];
  return `${names.join('  ')}  figure  ·  goal`;
}

/** One row of the table as text; what was not tried has no numbers. */
export function line({ id, what, goal }, { status, tried, survived, figure, note }, seconds) {
  const number = value => (value === undefined ? '–' : value.toLocaleString('en'));
  const cells = [id.padEnd(widths.id), what.padEnd(widths.what)];
  const counted = status === 'held' || status === 'MISSED';
  cells.push((counted ? number(tried) : '–').padStart(widths.tried));
  cells.push((counted ? number(survived) : '–').padStart(widths.survived));
  const parts = [counted ? figure : status, note].filter(part => part !== undefined && part !== '');
  const verdict = status === 'MISSED' ? 'MISSED  ' : '';
  return `${cells.join('  ')}  ${verdict}${parts.join(': ')}  ·  ${goal}${counted ? `  (${seconds} s)` : ''}`;
}
