import { TimeLimitExceeded } from '@openprepay/pace/time-limit';

/** A transaction took longer than it was given and was rolled back. */
export class TransactionTimeout extends TimeLimitExceeded {
  constructor(
    timeoutMs: number,
    /** Whether the database had still to answer a statement, as opposed to the work doing something else. */
    readonly inStatement: boolean,
  ) {
    super(`the transaction took longer than ${timeoutMs} ms${inStatement ? ': the database has not answered' : ''}`);
  }
}
