import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts a process that measures one thing, and waits until it has warmed up. It speaks lines of JSON:
 * `{ version, estimate }` when it is ready, or `{ skipped }`; for a number N on its stdin the seconds of N runs,
 * `{ seconds }`; and at the end of stdin what it computed and the most memory it had, `{ answer, peak_mib }`. Other lines are the libraries' own chatter.
 * Between its turns it waits, so that contenders take turns on one machine without starting anew.
 */
export async function startContender(name, [command, ...args], environment) {
  const child = spawn(command, args, { env: { ...process.env, ...environment } });
  let said = '';
  child.stderr.on('data', text => {
    said = (said + text).slice(-2000);
  });
  child.on('error', error => {
    said += error.message;
  });
  // A process that died is noticed by its silence, with what it said last.
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function message() {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${name} ended early: ${said.trim() || 'without a word'}`);
      if (value.startsWith('{')) return JSON.parse(value);
    }
  }

  const ready = await message();
  return {
    ...ready,
    async turn(runs) {
      child.stdin.write(`${runs}\n`);
      return (await message()).seconds;
    },
    async end() {
      child.stdin.end();
      return ready.skipped === undefined ? message() : undefined;
    },
    kill: () => child.kill('SIGKILL'),
  };
}
