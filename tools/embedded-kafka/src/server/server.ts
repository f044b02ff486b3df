import { type AddressInfo, type Server, createServer } from 'node:net';
import { settlesWithin } from '@openprepay/pace/time-limit';
import { EmbeddedKafkaError } from '../embedded-kafka-error.js';
import { MAX_CONNECTIONS, MAX_UNFLUSHED_BYTES, STOP_GRACE_MS } from '../limits.js';
import type { BrokerState } from '../api/api.js';
import { Connection } from './connection.js';
import { MemoryBudget } from './memory-budget.js';

export interface ListeningServer {
  readonly port: number;
  /** Takes nothing new, answers what is begun (for at most `STOP_GRACE_MS`), closes every connection. */
  stop(): Promise<void>;
}

export async function listen(broker: BrokerState, port: number): Promise<ListeningServer> {
  const connections = new Set<Connection>();
  const budget = new MemoryBudget(MAX_UNFLUSHED_BYTES);
  const server = createServer((socket) => {
    const connection = new Connection(socket, broker, budget);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  server.maxConnections = MAX_CONNECTIONS;
  await bind(server, broker.host, port);
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      // Long polls and joins may wait far longer than a stop may take: they are cut off, and their clients ask again.
      await settlesWithin(Promise.all([...connections].map((connection) => connection.drain())), STOP_GRACE_MS);
      for (const connection of connections) connection.close();
      await closed;
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message =
        cause.code === 'EADDRINUSE' ? `port ${port} on ${host} is in use; set KAFKA_PORT to another, or 0 for a free one` : cause.message;
      reject(cause.code === 'EADDRINUSE' ? new EmbeddedKafkaError('embedded-kafka.port_in_use', message, { cause }) : cause);
    });
    server.listen(port, host, resolve);
  });
}
