import { createServer } from 'node:net';

const HOST = '127.0.0.1';

const listenOnce = (port: number, host = HOST): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });

/** A loopback port that nothing listens on now. */
export const freePort = (): Promise<number> => listenOnce(0);

/**
 * Sees to it that a fixed port can be had before anything starts on it; 0 picks a free one.
 *
 * @throws Error naming the port and the variable that changes it
 */
export async function claimPort(port: number, variable: string, host = HOST): Promise<number> {
  return listenOnce(port, host).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE') throw cause;
    throw new Error(`port ${port} is busy: stop what listens there, or set ${variable} to another port`, { cause });
  });
}
