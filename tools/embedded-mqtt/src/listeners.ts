import type { Server } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';

export const LOOPBACK = '127.0.0.1';
const MIN_VERSION = 'TLSv1.2';

/** Where to listen; loopback and a free port unless said otherwise. */
export interface Address {
  readonly host?: string;
  readonly port?: number;
}

/** A listener's certificate and key, PEM, and where it listens. */
export interface TlsListener extends Address {
  readonly cert: string;
  readonly key: string;
  /** The authority whose certificates sign clients in, PEM; without one no client is asked for a certificate. */
  readonly clientCa?: string | undefined;
}

/** The ports that one broker listens on. */
export class Listeners {
  private readonly servers: Server[] = [];

  constructor(private readonly maxConnections: number) {}

  /**
   * @returns the port
   * @throws the listen error (`EADDRINUSE`) of a busy port, with every listener closed
   */
  async open(server: Server, { host = LOOPBACK, port = 0 }: Address): Promise<number> {
    server.maxConnections = this.maxConnections;
    try {
      const listening = await listen(server, host, port);
      this.servers.push(server);
      return listening;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Resolves when the last connection has ended, too. */
  async close(): Promise<void> {
    await Promise.all(this.servers.splice(0).map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  }
}

/**
 * Serves a connection once its handshake is done; one that takes longer than `handshakeMs` is ended. Who shows no certificate may have
 * a password instead.
 */
export function tlsServer({ cert, key, clientCa }: TlsListener, handshakeMs: number, serve: (socket: TLSSocket) => void): Server {
  const clients = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: false };
  return createTlsServer({ cert, key, ...clients, noDelay: true, minVersion: MIN_VERSION, handshakeTimeout: handshakeMs }, serve);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('not a TCP address'));
      else resolve(address.port);
    });
  });
}
