import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type TrickyServer } from './tricky-server';

/** A server and a folder for what comes from it, there for the tests of a file. */
export interface Served {
  readonly server: TrickyServer;
  readonly folder: string;
}

/** Opens both before the file's tests, and removes them behind them; `server` may be used in tests alone. */
export function served(): Served {
  const folder = mkdtempSync(join(tmpdir(), 'svtk-served-'));
  let server: TrickyServer | undefined;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(async () => {
    await server?.close();
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    get server() {
      if (server === undefined) throw new Error('the server starts with the tests');
      return server;
    },
  };
}
