import { prepared } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

/** Utilities that are sandboxes, as far as something has been sold in them: no vault knows of their tokens. */
export class SandboxUtilityRepository {
  async note(tx: Tx): Promise<void> {
    await prepared(tx, 'insert into sandbox_utility (utility) values ($1) on conflict do nothing', [tx.utility]);
  }
}
