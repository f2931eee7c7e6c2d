import { readdirSync, readFileSync } from 'node:fs';

/** A process's state and parent, or undefined where it is gone or only waits to be buried. */
function processOf(id) {
  try {
    const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return fields[0] === 'Z' ? undefined : { id, parent: Number(fields[1]) };
  } catch {
    return undefined;
  }
}

/** Ids of a process and of all that it and its children have started and that still run, in whatever group. */
export function familyOf(id) {
  const all = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  const running = all.flatMap(name => processOf(Number(name)) ?? []);
  const family = [id];
  for (const member of family) family.push(...running.filter(({ parent }) => parent === member).map(child => child.id));
  return family;
}

/** Those of some processes that still run. */
export function stillRunning(ids) {
  return ids.filter(id => processOf(id) !== undefined);
}
