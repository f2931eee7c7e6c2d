import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Lets this process end with its own exit code though its terminal was closed. Node gives terminals their settings back when it ends, and
 * aborts where one refuses (ResetStdio in nodejs/node, src/node.cc); one that is another file by then it leaves alone.
 */
export function outliveTerminal(): void {
  const terminals = [0, 1, 2].filter(isatty);
  process.on('exit', () => {
    for (const descriptor of terminals) {
      if (isatty(descriptor)) continue;
      closeSync(descriptor);
      openSync('/dev/null', 'r+'); // takes the lowest descriptor, the one just closed, before anybody's file does
    }
  });
}
