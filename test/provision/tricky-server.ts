import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Request {
  readonly url: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

/** What a server does with one request, by how many came before it. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse, number: number) => void;

export interface TrickyServer {
  readonly url: string;
  readonly requests: Request[];
  /** How the next requests are served. */
  serve(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export async function startServer(): Promise<TrickyServer> {
  let behaviour: Behaviour = (_, response) => response.writeHead(404).end();
  let number = 0;
  const requests: Request[] = [];
  const server: Server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', range: request.headers.range, ifRange: header(request, 'if-range') });
    behaviour(request, response, number++);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    serve(next) {
      behaviour = next;
      number = 0;
      requests.length = 0;
    },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

export interface Ways {
  /** Ends the connection after so many bytes of the first answers. */
  readonly dropAfter?: (number: number) => number | undefined;
  readonly ranges?: boolean;
  readonly validator?: 'etag' | 'modified' | 'weak' | 'none';
  /** Of the whole file, as it is said. */
  readonly declared?: number;
}

/** A file served as a good server does it (RFC 9110), and in the ways in which servers fail. */
export function serveFile(content: Buffer, ways: Ways = {}): Behaviour {
  const tag = `"${createHash('md5').update(content).digest('hex')}"`;
  const { validator = 'etag', ranges = true } = ways;
  return (request, response, number) => {
    if (validator === 'etag') response.setHeader('etag', tag);
    if (validator === 'weak') response.setHeader('etag', `W/${tag}`);
    if (validator === 'modified') response.setHeader('last-modified', 'Thu, 01 Jan 2026 00:00:00 GMT');
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const condition = header(request, 'if-range');
    const same = condition === undefined || condition === tag || condition.startsWith('Thu, 01 Jan 2026');
    const partial = ranges && from > 0 && same;
    if (partial && from >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
      return;
    }
    const body = partial ? content.subarray(from) : content;
    response.setHeader('content-length', ways.declared ?? body.length);
    if (partial) response.setHeader('content-range', `bytes ${from}-${content.length - 1}/${content.length}`);
    response.writeHead(partial ? 206 : 200);
    const drop = ways.dropAfter?.(number);
    if (drop === undefined) response.end(body);
    else response.write(body.subarray(0, drop), () => request.socket.end());
  };
}
