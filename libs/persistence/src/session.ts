import pg from 'pg';
import { CONNECT_TIMEOUT_MS, STATEMENT_TIMEOUT_MS } from './data-source.js';

/** TCP keepalive of a session: a host that vanished is noticed after about IDLE + COUNT × INTERVAL seconds, and its locks go. */
const KEEPALIVE_IDLE_S = 10;
const KEEPALIVE_INTERVAL_S = 5;
const KEEPALIVE_COUNT = 3;

export interface SessionOptions {
  readonly url: string;
  readonly applicationName: string;
  /** Called once when the connection is lost without `close`. */
  readonly onLost?: (error: Error) => void;
  readonly onNotification?: (channel: string, payload: string) => void;
}

/** A name always has the same text. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** One connection outside the pool, for what belongs to a session: advisory locks, LISTEN, session settings. */
export interface Session {
  query<T>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** As `query`, for a statement that comes again and again: the server parses and plans it once under this name. */
  prepared<T>(statement: NamedStatement, parameters: readonly unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

/** Opens a session; rejects within CONNECT_TIMEOUT_MS when the server cannot be reached. */
export async function openSession({ url, applicationName, onLost, onNotification }: SessionOptions): Promise<Session> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  let over = false;
  const lose = (error: Error): void => {
    if (over) return;
    over = true;
    void client.end().catch(() => undefined);
    onLost?.(error);
  };
  client.on('error', lose);
  client.on('end', () => lose(new Error('the database closed the connection')));
  client.on('notification', ({ channel, payload }) => onNotification?.(channel, payload ?? ''));

  await client.connect();
  await client.query(
    `set tcp_keepalives_idle = ${KEEPALIVE_IDLE_S}; set tcp_keepalives_interval = ${KEEPALIVE_INTERVAL_S}; set tcp_keepalives_count = ${KEEPALIVE_COUNT}`,
  );
  return {
    query: async <T>(sql: string, parameters?: readonly unknown[]): Promise<T[]> => {
      const result = await client.query(sql, parameters === undefined ? undefined : [...parameters]);
      return result.rows as T[];
    },
    prepared: async <T>({ name, text }: NamedStatement, parameters: readonly unknown[]): Promise<T[]> => {
      const result = await client.query({ name, text, values: [...parameters] });
      return result.rows as T[];
    },
    close: async () => {
      over = true;
      await client.end().catch(() => undefined);
    },
  };
}
