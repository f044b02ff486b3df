import type { EntityManager } from 'typeorm';

/**
 * One open database transaction, scoped to one utility: row-level security shows and accepts only its rows.
 * Dead as soon as the work it was given to has settled.
 */
export interface Tx {
  readonly manager: EntityManager;
  readonly utility: string;
  query<T>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** Runs once the transaction has committed, never after a rollback. For waking others up: nothing durable, nothing that throws. */
  afterCommit(callback: () => void): void;
}
