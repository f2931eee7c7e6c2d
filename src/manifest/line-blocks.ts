/** Lines that are written at once: a system call a line would cost more than the line. */
const LINES_AT_ONCE = 1 << 14;

/** `count` lines, joined into pieces to write. */
export function* lineBlocks(count: number, lineAt: (index: number) => string): Generator<string> {
  for (let start = 0; start < count; start += LINES_AT_ONCE) {
    const lines: string[] = [];
    for (let index = start; index < Math.min(count, start + LINES_AT_ONCE); index++) lines.push(lineAt(index));
    yield lines.join('');
  }
}
