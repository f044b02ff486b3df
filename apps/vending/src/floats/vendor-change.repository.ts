import { present } from '@openprepay/contracts/present';
import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { IsNull, LessThan } from 'typeorm';
import { referenceKey } from '../vendors/deposit.js';
import { VendingError } from '../vending-error.js';
import { fromRow, toRow } from './vendor-change-mapping.js';
import type { Decision, StandingKind, VendorChange, VendorChangeState } from './vendor-change.js';
import { VendorChangeRow } from './vendor-change.row.js';

export interface VendorChangeFilter {
  readonly state: VendorChangeState | undefined;
  readonly vendorId: string | undefined;
  /** Asked for before this one only. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** Changes that would take each other's place. */
export interface WaitingChanges {
  readonly kind: StandingKind;
  /** Undefined of a policy. */
  readonly vendorId: string | undefined;
  /** Asked for before this one only. */
  readonly before: string | undefined;
}

export class VendorChangeRepository {
  /** @throws {VendingError} `vending.deposit_reference_reused` where a deposit with the reference was asked for at the same moment */
  async insert(tx: Tx, change: VendorChange): Promise<void> {
    await entities(tx)
      .insert(VendorChangeRow, toRow(tx, change))
      .catch((cause: unknown) => {
        if (!isUniqueViolation(cause, 'vendor_change_reference')) throw cause;
        throw new VendingError('vending.deposit_reference_reused', 'a deposit with this reference waits for a second person', { cause });
      });
  }

  /** The deposit with this reference that waits for a second person, however it is written. */
  async awaitedDeposit(tx: Tx, reference: string): Promise<VendorChange | undefined> {
    const row = await entities(tx).findOneBy(VendorChangeRow, {
      utility: tx.utility,
      referenceKey: referenceKey(reference),
      state: 'awaiting-approval',
    });
    return row ? fromRow(row) : undefined;
  }

  /** The withdrawal that a person has asked for under this key, whatever became of it. */
  async withdrawalOf(tx: Tx, requestedBySubject: string, idempotencyKey: string): Promise<VendorChange | undefined> {
    const row = await entities(tx).findOneBy(VendorChangeRow, { utility: tx.utility, requestedBySubject, idempotencyKey });
    return row ? fromRow(row) : undefined;
  }

  /** @throws {VendingError} `vending.vendor_change_unknown` */
  async require(tx: Tx, changeId: string): Promise<VendorChange> {
    const row = await entities(tx).findOneBy(VendorChangeRow, { utility: tx.utility, changeId });
    if (!row) throw new VendingError('vending.vendor_change_unknown', 'nobody has asked for such a change');
    return fromRow(row);
  }

  /** The latest first. */
  async list(tx: Tx, { state, vendorId, before, limit }: VendorChangeFilter): Promise<readonly VendorChange[]> {
    const changeId = before === undefined ? undefined : LessThan(before);
    const rows = await entities(tx).find(VendorChangeRow, {
      where: present({ utility: tx.utility, state, vendorId, changeId }),
      order: { changeId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** @returns false where somebody else has decided meanwhile */
  async decide(tx: Tx, changeId: string, decision: Decision): Promise<boolean> {
    const { affected } = await entities(tx).update(
      VendorChangeRow,
      { utility: tx.utility, changeId, state: 'awaiting-approval' },
      decisionToRow(decision),
    );
    return affected === 1;
  }

  async refuseWaiting(tx: Tx, { kind, vendorId, before }: WaitingChanges, decision: Decision): Promise<void> {
    const changeId = before === undefined ? undefined : LessThan(before);
    const waiting = present({ utility: tx.utility, kind, vendorId: vendorId ?? IsNull(), changeId, state: 'awaiting-approval' });
    await entities(tx).update(VendorChangeRow, waiting, decisionToRow(decision));
  }
}

const decisionToRow = ({ state, decidedBy, decidedAt, refusal }: Decision) => ({
  state,
  decidedBySubject: decidedBy.subject,
  decidedByUsername: decidedBy.username,
  decidedAt,
  refusal: refusal ?? null,
});
