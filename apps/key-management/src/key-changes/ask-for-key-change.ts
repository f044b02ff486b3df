import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AuditLog } from '../audit/audit-log.js';
import { KeyManagementError } from '../key-management-error.js';
import type { KeyComponentRepository } from '../vending-keys/key-component.repository.js';
import type { MoveVendingKey } from '../vending-keys/move-vending-key.js';
import { requireCustodian } from '../vending-keys/require-custodian.js';
import type { VendingKeyRepository } from '../vending-keys/vending-key.repository.js';
import { type VendingKey, type VendingKeyView, moveTo, reactivate } from '../vending-keys/vending-key.js';
import type { KeyChangeRepository } from './key-change.repository.js';
import { type KeyChange, type KeyChangeKind, lately, periodOf } from './key-change.js';

export interface AskForKeyChangeCommand {
  readonly vendingKeyId: string;
  readonly change: KeyChangeKind;
  /** The key is compromised: no delay. */
  readonly urgent?: boolean;
  readonly reason?: string | undefined;
}

/** How long a key that is in use is kept from being retired. */
export interface KeyChangeSettings {
  readonly retirementDelayMs: number;
}

/** What was done at once, or what waits for a second custodian. */
export type AskedKeyChange = { readonly done: VendingKeyView } | { readonly waiting: KeyChange };

/**
 * Takes one custodian's wish to retire a key, or to use a retired one again: it waits for a second one. A draft has never
 * made a token: it is abandoned at once.
 */
export class AskForKeyChange {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly components: KeyComponentRepository,
    private readonly changes: KeyChangeRepository,
    private readonly moveVendingKey: MoveVendingKey,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly settings: KeyChangeSettings,
  ) {}

  /**
   * Safe to repeat.
   *
   * @throws {KeyManagementError} `…custodian_required`, `…vending_key_unknown`, `…vending_key_transition`, `…key_change_pending`
   */
  async execute(caller: Principal, command: AskForKeyChangeCommand): Promise<AskedKeyChange> {
    requireCustodian(caller, `${command.change} a key`);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const key = await this.keys.lock(tx, command.vendingKeyId);
      if (key.state === aims[command.change]) return { done: await this.viewOf(tx, key) };
      if (command.change === 'retire' && key.state === 'draft') return { done: await this.abandon(tx, caller, key) };
      requirePossible(key, command.change, this.clock.now());
      return { waiting: await this.ask(tx, caller, { key, command }) };
    });
  }

  private async ask(
    tx: Tx,
    caller: Principal,
    { key, command }: { readonly key: VendingKey; readonly command: AskForKeyChangeCommand },
  ): Promise<KeyChange> {
    const now = this.clock.now();
    await this.changes.expire(tx, key.id, now);
    const open = await this.changes.openOf(tx, key.id);
    if (open?.change === command.change && open.requestedBy.subject === caller.subject) return open;
    if (open) throw new KeyManagementError('key-management.key_change_pending', `a change of this key waits for a decision: ${open.id}`);
    const { change, urgent = false, reason } = command;
    const delayed = change === 'retire' && !urgent && (await this.changes.usedSince(tx, key.id, lately(now)));
    const asked: KeyChange = {
      id: this.clock.newId(),
      utility: tx.utility,
      vendingKeyId: key.id,
      supplyGroupCode: key.supplyGroupCode,
      change,
      state: 'awaiting-approval',
      urgent,
      reason,
      requestedBy: { subject: caller.subject, username: caller.username },
      requestedAt: now,
      ...periodOf(now, { delayed, delayMs: this.settings.retirementDelayMs }),
      decidedBy: undefined,
      decidedAt: undefined,
      refusal: undefined,
    };
    await this.changes.insert(tx, asked);
    await this.audit.append(tx, {
      at: now,
      actor: caller,
      action: 'vending-key.change-asked',
      target: key.id,
      details: { changeId: asked.id, change, urgent, notBefore: asked.notBefore.toISOString(), reason: reason ?? '' },
    });
    return asked;
  }

  private async abandon(tx: Tx, caller: Principal, before: VendingKey): Promise<VendingKeyView> {
    const key = { ...moveTo(before, 'retired', this.clock.now()), state: 'retired' as const };
    return this.moveVendingKey.execute(tx, { before, key }, { actor: caller });
  }

  private async viewOf(tx: Tx, key: VendingKey): Promise<VendingKeyView> {
    return { key, componentsEntered: await this.components.countOf(tx, key.id) };
  }
}

const aims = { retire: 'retired', reactivate: 'active' } as const;

/** Asking for what cannot be done is refused at once, not when the second custodian comes. */
function requirePossible(key: VendingKey, change: KeyChangeKind, now: Date): void {
  if (change === 'retire') moveTo(key, 'retired', now);
  else reactivate(key, now);
}
