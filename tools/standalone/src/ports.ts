import { createServer } from 'node:net';

const HOST = '127.0.0.1';

const listenOnce = (port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => server.close(() => resolve()));
  });

export interface WantedPort {
  /** 0 takes `free`. */
  readonly port: number;
  readonly free: number;
  /** That changes it. */
  readonly variable: string;
  readonly host?: string;
}

/**
 * Sees to it that a port can be had before anything starts on it.
 *
 * @throws Error naming the port and the variable that changes it
 */
export async function claimPort({ port: wanted, free, variable, host = HOST }: WantedPort): Promise<number> {
  const port = wanted === 0 ? free : wanted;
  await listenOnce(port, host).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE') throw cause;
    throw new Error(`port ${port} is busy: stop what listens there, or set ${variable} to another port`, { cause });
  });
  return port;
}
