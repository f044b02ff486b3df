/**
 * One open database transaction, scoped to one utility: row-level security shows and accepts only its rows.
 * Dead as soon as the work it was given to has settled. What can be done in it is in `./sql`, for repositories alone.
 */
export interface Tx {
  readonly utility: string;
  /** Runs once the transaction has committed, never after a rollback. For waking others up: nothing durable, nothing that throws. */
  afterCommit(callback: () => void): void;
}
