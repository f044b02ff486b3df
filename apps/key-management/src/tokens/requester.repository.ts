import { prepared } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

const ACT_FOR = `select set_config('openprepay.requester', $1, true)`;

/** Who asks for what a transaction answers: the rows of its answers say so by themselves. */
export class RequesterRepository {
  /** On its way with the statement that comes next, which has no effect where this fails. */
  actFor(tx: Tx, requester: string): void {
    void prepared(tx, ACT_FOR, [requester]).catch(() => undefined);
  }
}
