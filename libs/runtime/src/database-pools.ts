import { createDataSource, type RowClass } from '@openprepay/persistence/data-source';
import { PersistenceError } from '@openprepay/persistence/persistence-error';
import { connectionsAllowed } from '@openprepay/persistence/server-connections';
import type { DataSource } from 'typeorm';
import { requestContext } from './request-context.js';

export interface PoolOptions {
  readonly url: string;
  readonly rows: readonly RowClass[];
  /** The service's name: its connections show by it. */
  readonly name: string;
  /** Connections for what requests do. */
  readonly httpConnections: number;
}

/** What a service takes of its database besides the pool of its requests. */
export interface BackgroundNeed {
  /** Connections that consumers and workers hold at most at a time. */
  readonly pooled: number;
  /** Connections outside any pool: the relay's, that of notifications. */
  readonly sessions: number;
}

/** Connections that a service holds at most at a time, and how many its database would allow it. */
export interface Connections extends BackgroundNeed {
  readonly requests: number;
  readonly allowed: number;
}

/**
 * The connections of a service, in two pools: what an HTTP request does takes from one, consumers and workers from the
 * other. So consumers that hold all of theirs keep no request waiting, and requests keep no event waiting.
 */
export class DatabasePools {
  private background: DataSource | undefined;

  /** @param http is open already */
  constructor(
    private readonly options: PoolOptions,
    private readonly http: DataSource,
  ) {}

  /** Opens the pool of the requests, which serves everything until `openBackground`. */
  static async open(options: PoolOptions): Promise<DatabasePools> {
    const { url, rows, name, httpConnections } = options;
    const http = createDataSource({ url, rows, poolSize: httpConnections, applicationName: name });
    return new DatabasePools(options, await http.initialize());
  }

  /** The pool for a transaction that begins now, by who began what runs: a request, or nobody outside. */
  readonly current = (): DataSource => (requestContext() === undefined && this.background ? this.background : this.http);

  /**
   * Opens the other pool, once it is known what the service runs.
   *
   * @throws {PersistenceError} `persistence.connections_too_few` where the server does not allow both
   */
  async openBackground({ pooled, sessions }: BackgroundNeed): Promise<Connections> {
    const { url, rows, name, httpConnections: requests } = this.options;
    const needed = requests + pooled + sessions;
    const allowed = await connectionsAllowed(this.http);
    if (needed > allowed) {
      throw new PersistenceError(
        'persistence.connections_too_few',
        `${name} needs ${needed} connections (${requests} for requests: DATABASE_POOL_SIZE; ${pooled} for consumers and workers, ` +
          `${sessions} of their own), and its database allows ${allowed}: raise max_connections or the limit of its role or database`,
      );
    }
    if (pooled > 0) {
      const background = createDataSource({ url, rows, poolSize: pooled, applicationName: `${name}-background` });
      this.background = await background.initialize();
    }
    return { requests, pooled, sessions, allowed };
  }

  /** Throws while the database does not answer. */
  async check(): Promise<void> {
    await this.now();
  }

  /** The database's clock. One pool answers for both: that its connections are all in use does not make the database away. */
  async now(): Promise<Date> {
    const asked = [this.http, this.background ?? this.http].map((pool) =>
      pool.query<readonly { readonly now: Date }[]>('select clock_timestamp() as now'),
    );
    const [row] = await Promise.any(asked);
    if (row === undefined) throw new Error('the database told no time');
    return row.now;
  }

  async close(): Promise<void> {
    await Promise.all([this.http.destroy(), this.background?.destroy()]);
  }
}
