import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { AsyncVariable } from '@openprepay/pace/async-variable';
import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import { withTimeLimit } from '@openprepay/pace/time-limit';
import { escapeLiteral } from 'pg';
import { QueryRunnerAlreadyReleasedError, type DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { DEFAULT_POOL_SIZE } from './data-source.js';
import { openSession, type Session, type SessionOptions } from './session.js';
import { UTILITY_SETTING } from './tenancy.js';
import { type OpenTransaction, txOf } from './open-transaction.js';
import { TransactionTimeout } from './transaction-timeout.js';
import type { Tx } from './tx.js';
import { databaseCause } from './unique-violation.js';

/** Times one piece of work is run when the database says that another transaction was in its way. */
export const MAX_TRANSACTION_TRIES = 5;
const RETRY = { baseMs: 10, limitMs: 160 } as const;
const CONFLICTS = new Set(['40001', '40P01']);

export interface RunOptions {
  /** The transaction is rolled back and `run` rejects with `TransactionTimeout` when the work takes longer. */
  readonly timeoutMs?: number;
  /** All statements see what was committed before the first, and none may write: for figures that are told together. */
  readonly oneSnapshot?: boolean;
}

/** Tells whether a transaction is open in what runs now; work that it left behind finds it ended. */
const running = new AsyncVariable<{ ended: boolean }>();

/** Opens transactions: everything a use case does happens in one, scoped to one utility, or not at all. */
export class UnitOfWork {
  private readonly pool: () => DataSource;

  /** @param pool where a transaction takes its connection from; a function is asked anew for each */
  constructor(pool: DataSource | (() => DataSource)) {
    this.pool = typeof pool === 'function' ? pool : () => pool;
  }

  /** Connections of the pool that a transaction would take its own from, if it began here and now. */
  get poolSize(): number {
    return this.pool().options.poolSize ?? DEFAULT_POOL_SIZE;
  }

  /**
   * Runs `work` in a transaction that sees only `utility`'s rows (`ALL_UTILITIES` for system work) and commits what it did.
   * Deadlocks and serialization failures run it again, so it must hold no effects outside the transaction.
   *
   * @throws {Error} inside a transaction that is still open: the inner one would wait for a connection while it holds one
   * @throws what `work` throws, after the rollback
   */
  async run<T>(utility: string, work: (tx: Tx) => Promise<T>, options: RunOptions = {}): Promise<T> {
    if (running.get()?.ended === false) throw new Error('a transaction is open already: hand its Tx on instead of opening another');
    for (let tries = 1; ; tries++) {
      try {
        return await this.runOnce(utility, work, options);
      } catch (error) {
        if (tries === MAX_TRANSACTION_TRIES || !CONFLICTS.has(databaseCause(error)?.code ?? '')) throw error;
        await pause(backoffMs(tries - 1, RETRY));
      }
    }
  }

  /** A connection of its own to the same database, as the same role: for advisory locks and LISTEN. */
  async openSession(options: Omit<SessionOptions, 'url'>): Promise<Session> {
    return openSession({ ...options, url: urlOf(this.pool()) });
  }

  private async runOnce<T>(utility: string, work: (tx: Tx) => Promise<T>, { timeoutMs, oneSnapshot = false }: RunOptions): Promise<T> {
    const transaction = await Transaction.open(this.pool().createQueryRunner(), { utility, oneSnapshot });
    const state = { ended: false };
    let result: T;
    let worked = false;
    try {
      const done = running.run(state, () => work(transaction.acting)).finally(() => (worked = true));
      result = await (timeoutMs === undefined ? done : withTimeLimit(done, timeoutMs, 'the transaction'));
    } catch (error) {
      state.ended = true;
      // To be asked before the rollback, which is a statement too.
      const { inStatement } = transaction;
      await transaction.rollback();
      throw timeoutMs === undefined || worked ? error : new TransactionTimeout(timeoutMs, inStatement);
    }
    state.ended = true;
    await transaction.commit();
    return result;
  }
}

/** The connection as the driver has it; TypeORM types it as `any`. */
interface Connection {
  /** False while the server has still to answer. */
  readonly readyForQuery: boolean;
  readonly connection: { readonly stream: Writable };
  query<T>(statement: string | Statement): Promise<Answer<T>>;
}

interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
}

interface Answer<T> {
  readonly rows: T[];
  readonly command?: string;
}

/** Statements that a connection has prepared at most; those that come later go unprepared. */
const MAX_PREPARED = 200;
const names = new Map<string, string>();

function nameOf(text: string): { readonly name?: string } {
  const known = names.get(text);
  if (known !== undefined) return { name: known };
  if (names.size >= MAX_PREPARED) return {};
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return { name };
}

/** TypeORM's own marks on a runner. Set here, since the transaction is begun and ended on the connection itself. */
interface RunnerState {
  isReleased: boolean;
  isTransactionActive: boolean;
  transactionDepth: number;
  /** Those that a pool which is closed asks to let go, again and again until there is none. */
  readonly driver: { readonly connectedQueryRunners: unknown[] };
  releasePostgresConnection(error?: Error): Promise<void>;
}

const BEGIN_READING = 'begin isolation level repeatable read read only';

interface Opening {
  readonly utility: string;
  readonly oneSnapshot: boolean;
}

class Transaction implements OpenTransaction {
  acting: Tx;
  private readonly callbacks: (() => void)[] = [];
  private readonly state: RunnerState;
  /** The answer to `begin`, until it has come: whoever waits for a later answer has its error first. */
  private begun: Promise<unknown> | undefined;
  private gathering = false;

  private constructor(
    private readonly runner: QueryRunner,
    private readonly connection: Connection,
    { utility, oneSnapshot }: Opening,
  ) {
    this.acting = txOf(this, utility);
    this.state = runner as unknown as RunnerState;
    this.state.isTransactionActive = true;
    this.state.transactionDepth = 1;
    // No round trip of its own: it goes with the first statement.
    this.begun = this.ask(
      `${oneSnapshot ? BEGIN_READING : 'begin'}; select set_config('${UTILITY_SETTING}', ${escapeLiteral(utility)}, true)`,
    );
    this.begun.catch(() => undefined);
  }

  static async open(runner: QueryRunner, opening: Opening): Promise<Transaction> {
    try {
      return new Transaction(runner, (await runner.connect()) as Connection, opening);
    } catch (error) {
      await (runner as unknown as RunnerState).releasePostgresConnection(asError(error));
      throw error;
    }
  }

  /** Whether a statement is on its way. */
  get inStatement(): boolean {
    return !this.connection.readyForQuery;
  }

  get manager(): EntityManager {
    return this.runner.manager;
  }

  async query<T>(text: string, parameters?: readonly unknown[]): Promise<T[]> {
    const { rows } = await this.send<T>({ text, ...(parameters === undefined ? {} : { values: [...parameters] }) });
    return rows;
  }

  async prepared<T>(text: string, parameters: readonly unknown[]): Promise<T[]> {
    const { rows } = await this.send<T>({ ...nameOf(text), text, values: [...parameters] });
    return rows;
  }

  private send<T>(statement: Statement): Promise<Answer<T>> {
    if (this.runner.isReleased) return Promise.reject(new QueryRunnerAlreadyReleasedError());
    const answer = this.ask<T>(statement);
    return this.begun === undefined ? answer : this.afterBegin(answer);
  }

  /** Statements of one moment leave in one write: by itself each is a call to the system, and wakes the server. */
  private ask<T>(statement: string | Statement): Promise<Answer<T>> {
    if (!this.gathering) {
      this.gathering = true;
      const { stream } = this.connection.connection;
      stream.cork();
      // After all that goes on in this moment, and before anything that is waited for.
      process.nextTick(() => {
        this.gathering = false;
        stream.uncork();
      });
    }
    return this.connection.query<T>(statement);
  }

  private async afterBegin<T>(answer: Promise<T>): Promise<T> {
    if (this.begun !== undefined) {
      answer.catch(() => undefined);
      await this.begun;
      this.begun = undefined;
    }
    return answer;
  }

  afterCommit(callback: () => void): void {
    this.callbacks.push(callback);
  }

  async commit(): Promise<void> {
    await this.end('commit');
    for (const callback of this.callbacks) callback();
  }

  async rollback(): Promise<void> {
    // The work's own error is the one to report; a rollback that fails means the connection is gone, and with it the transaction.
    await this.end('rollback').catch(() => undefined);
  }

  /**
   * Work may leave queries behind (a branch of `Promise.all`, a timeout). Sealing the runner first keeps them from running
   * after the end, outside any transaction. A pool that is closed meanwhile waits for the connection, not for the runner: that one,
   * sealed, would let nobody have it, and be asked for ever.
   */
  private async end(statement: 'commit' | 'rollback'): Promise<void> {
    if (this.state.isReleased) throw new Error('Connection terminated before the transaction ended');
    this.state.isReleased = true;
    this.leaveList();
    let failure: Error | undefined;
    try {
      const { command } = await this.afterBegin(this.ask(statement));
      // The server answers a commit after a failed statement with a rollback, and no error.
      if (command?.toLowerCase() !== statement) failure = new Error('the work went on after a statement had failed: nothing was committed');
    } catch (error) {
      failure = asError(error);
    }
    this.state.isTransactionActive = false;
    this.state.transactionDepth = 0;
    this.state.isReleased = false;
    await this.state.releasePostgresConnection(failure);
    if (failure !== undefined) throw failure;
  }

  private leaveList(): void {
    const { connectedQueryRunners } = this.state.driver;
    const place = connectedQueryRunners.indexOf(this.runner);
    if (place >= 0) connectedQueryRunners.splice(place, 1);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

function urlOf(dataSource: DataSource): string {
  const options = dataSource.options;
  if (options.type !== 'postgres' || options.url === undefined) throw new TypeError('the data source was not made by createDataSource');
  return options.url;
}
