/** One line of `svtk doctor`. */
export interface Check {
  readonly name: string;
  /** `fault`: svtk does not work so. `warning`: it works, and something is worth knowing. */
  readonly state: 'ok' | 'warning' | 'fault';
  readonly value: string;
  /** What mends a fault, or follows from a warning. */
  readonly remedy?: string;
}

export const ok = (name: string, value: string): Check => ({ name, state: 'ok', value });

export const warning = (name: string, value: string, remedy: string): Check => ({
  name,
  state: 'warning',
  value,
  remedy,
});

export const fault = (name: string, value: string, remedy: string): Check => ({ name, state: 'fault', value, remedy });

/** An error as a fault: its first line, and its last as the remedy. */
export function faultOf(name: string, error: unknown): Check {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split('\n').map(line => line.trim());
  return lines.length === 1
    ? { name, state: 'fault', value: message }
    : fault(name, lines.slice(0, -1).join(' '), lines.at(-1) ?? '');
}
