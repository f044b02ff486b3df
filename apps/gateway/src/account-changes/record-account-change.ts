import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { AccountChange } from './account-change.js';
import type { AccountChangeRepository } from './account-change.repository.js';

/** Who acts: a caller, or the installation. */
export interface Actor {
  readonly subject?: string;
  readonly username: string;
}

export interface ChangeToRecord extends Pick<AccountChange, 'change' | 'requestedBy' | 'roles' | 'reason'> {
  readonly actor: Actor;
  /** Whose account it is. */
  readonly user: { readonly id: string; readonly username: string };
}

/** Writes down what became of an account, in the transaction in which it did. */
export class RecordAccountChange {
  constructor(
    private readonly changes: AccountChangeRepository,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, { actor, user, ...change }: ChangeToRecord): Promise<void> {
    const { subject: bySubject, username: by } = actor;
    const { id: userId, username } = user;
    await this.changes.insert(tx, present({ id: this.clock.newId(), at: this.clock.now(), userId, username, bySubject, by, ...change }));
  }
}
