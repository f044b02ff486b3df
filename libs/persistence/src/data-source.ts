import pg from 'pg';
import { DataSource, type EntitySchema } from 'typeorm';
import { SnakeNamingStrategy } from './naming-strategy.js';

/** A statement that runs longer is a bug or an outage; ends with SQLSTATE 57014. */
export const STATEMENT_TIMEOUT_MS = 30_000;
/** A transaction left idle for longer holds locks that others wait for. */
export const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
/** Longest wait for a free pooled connection or for the server to take a new one. */
export const CONNECT_TIMEOUT_MS = 5_000;
export const DEFAULT_POOL_SIZE = 10;
/** A pooled connection that nobody has used for this long is closed: longer than what repeats every 10 s rests, so that it keeps its own. */
const IDLE_CONNECTION_MS = 30_000;
/** Every session counts in UTC, whatever the zone of the server or of its host. */
const SESSION_OPTIONS = '-c timezone=UTC';

export type RowClass = (new () => object) | EntitySchema;

export interface DataSourceOptions {
  /** postgres URL of the service's own role: neither owner of its tables nor exempt from row-level security. */
  readonly url: string;
  /** The `.row` classes. */
  readonly rows: readonly RowClass[];
  /** Connections at most; DEFAULT_POOL_SIZE unless given. */
  readonly poolSize?: number;
  /** How the connections show in pg_stat_activity. */
  readonly applicationName: string;
}

/** A service's pool. Never synchronises the schema: migrations alone do. Call `initialize()` before use, `destroy()` at the end. */
export function createDataSource({ url, rows, poolSize = DEFAULT_POOL_SIZE, applicationName }: DataSourceOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: [...rows],
    namingStrategy: new SnakeNamingStrategy(),
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    poolSize,
    applicationName,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: {
      options: SESSION_OPTIONS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_CONNECTION_MS,
      keepAlive: true,
      // What is asked together (`Promise.all`) is on its way together, and answered in order.
      pipeline: true,
      Client: ListeningClient,
    },
  });
}

/**
 * Between the pool's hand-over and TypeORM's own listener there is a moment in which nobody listens. A server that goes
 * away just then would end the process by an unhandled event; whoever uses the connection learns of it in any case.
 */
export class ListeningClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
