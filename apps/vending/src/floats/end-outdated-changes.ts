import type { Tx } from '@openprepay/persistence/tx';
import type { Person } from '../person.js';
import type { VendorChangeRepository } from './vendor-change.repository.js';
import type { StandingKind } from './vendor-change.js';

/** What somebody has said, alone or by two, and that stands from now on. */
export interface SaidSince {
  readonly kind: StandingKind;
  /** Of whom it was said; undefined of a policy. */
  readonly vendorId: string | undefined;
  readonly by: Person;
  readonly at: Date;
  /** Where it took two: what was asked for. What was asked for after it is a later word than it, and waits on. */
  readonly asked?: string | undefined;
}

/**
 * The later word stands. What was asked for before it and waits for a second person would undo it once it is approved: it is refused
 * instead, in the name of whoever has said otherwise, and asked for anew if it is still wanted.
 */
export class EndOutdatedChanges {
  constructor(private readonly changes: VendorChangeRepository) {}

  /** Whoever says such a thing is one after the other: the caller holds the policy, the vendor or its commission. */
  async execute(tx: Tx, { kind, vendorId, by, at, asked }: SaidSince): Promise<void> {
    const refusal = `${by.username} has said otherwise since it was asked for`;
    await this.changes.refuseWaiting(tx, { kind, vendorId, before: asked }, { state: 'refused', decidedBy: by, decidedAt: at, refusal });
  }
}
