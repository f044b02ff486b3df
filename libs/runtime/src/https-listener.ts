import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { HttpsOptions } from './config.js';
import { HEADERS_TIMEOUT_MS, KEEP_ALIVE_TIMEOUT_MS, refuseUnreadable } from './http-adapter.js';

const MIN_VERSION = 'TLSv1.2';
/** A handshake that takes longer is ended. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** While it closes: how often connections are looked for that have nothing more to do. */
const IDLE_CHECK_MS = 50;

export interface HttpsListener {
  readonly port: number;
  /** Takes no more connections; resolves once the last one has ended, each of them after what it is answering. */
  close(): Promise<void>;
}

/**
 * Serves the same routes as the plain listener, with TLS. Where there is an authority of clients, a client is asked for a certificate and
 * may come without: the connection's `authorized` says what is to be thought of it. A renewed certificate is shown to those who connect
 * from then on; files that do not fit each other leave the one before.
 */
export async function listenWithTls(http: FastifyInstance, options: HttpsOptions, logger: Logger): Promise<HttpsListener> {
  await http.ready();
  // Before they are read: what is renewed meanwhile is read anew.
  const state = stateOf(options);
  const server = createServer(
    {
      ...readFiles(options),
      ...(options.clientCaFile !== undefined && { requestCert: true, rejectUnauthorized: false }),
      minVersion: MIN_VERSION,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      // as of the plain one: each body is timed by itself
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    },
    (request, response) => http.routing(request, response),
  );
  server.on('clientError', refuseUnreadable);
  // Node tells of a handshake that failed or took too long, and leaves the connection to whoever listens: nothing written on it ever leaves.
  server.on('tlsClientError', (_error, socket: TLSSocket) => socket.destroy());
  const silent = watchSilent(server);
  const port = await listenOn(server, options);
  const reloading = setInterval(reloaderOf(server, { options, state }, logger), options.reloadMs);
  reloading.unref();
  return {
    port,
    close: async () => {
      clearInterval(reloading);
      await closeGently(server, silent);
    },
  };
}

const readFiles = ({ certFile, keyFile, clientCaFile }: HttpsOptions): SecureContextOptions => ({
  cert: readFileSync(certFile),
  key: readFileSync(keyFile),
  ...(clientCaFile !== undefined && { ca: readAuthority(clientCaFile) }),
});

/** OpenSSL takes a file without a certificate for an authority of nobody. @throws where it begins with none */
function readAuthority(file: string): Buffer {
  const pem = readFileSync(file);
  new X509Certificate(pem);
  return pem;
}

/** What the files were when they were read: a renewed one is another file, or was written later. */
const stateOf = ({ certFile, keyFile, clientCaFile }: HttpsOptions): string =>
  [certFile, keyFile, clientCaFile]
    .filter((file) => file !== undefined)
    .map((file) => {
      const { ino, mtimeMs, size } = statSync(file);
      return `${ino} ${mtimeMs} ${size}`;
    })
    .join();

interface ReadFiles {
  readonly options: HttpsOptions;
  /** Of the files when they were read. */
  readonly state: string;
}

function reloaderOf(server: Server, { options, state }: ReadFiles, logger: Logger): () => void {
  let read = state;
  let refused: string | undefined;
  return () => {
    let now = '';
    try {
      now = stateOf(options);
      if (now === read) return;
      server.setSecureContext({ ...readFiles(options), minVersion: MIN_VERSION });
      read = now;
      logger.info('the certificate was renewed');
    } catch (error) {
      // Of two files one is written first: a later look finds both. What stays wrong is told once.
      if (now !== refused) logger.warn({ err: error }, 'the renewed certificate cannot be used; the one before stays');
      refused = now;
    }
  };
}

function listenOn(server: Server, { port, host }: HttpsOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `port ${port} on ${host} is taken: stop what uses it, or set HTTPS_PORT`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Connections that have asked for nothing yet: Node does not count them among the idle ones. */
function watchSilent(server: Server): ReadonlySet<Socket> {
  const silent = new Set<Socket>();
  server.on('secureConnection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }) => silent.delete(socket));
  return silent;
}

async function closeGently(server: Server, silent: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const looking = setInterval(() => {
    server.closeIdleConnections();
    for (const socket of silent) socket.destroy();
  }, IDLE_CHECK_MS);
  await closed;
  clearInterval(looking);
}
