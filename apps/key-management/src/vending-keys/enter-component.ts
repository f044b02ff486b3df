import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AuditRecord } from '../audit/audit-entry.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { AuditedRefusals } from '../audit/audited-refusals.js';
import { KeyManagementError } from '../key-management-error.js';
import type { SealedComponent, SecurityModule } from '../security-module/security-module.js';
import type { ComponentRecord, KeyComponentRepository } from './key-component.repository.js';
import { requireCustodian } from './require-custodian.js';
import type { VendingKeyChanges } from './vending-key-changes.js';
import type { VendingKeyRepository } from './vending-key.repository.js';
import { type VendingKey, type VendingKeyView, activate, labelOf } from './vending-key.js';

export interface EnterComponentCommand {
  readonly vendingKeyId: string;
  /** Where the caller says whose key it is, it must be. */
  readonly supplyGroupCode?: string;
  /** Hexadecimal, as on the custodian's paper. */
  readonly component: string;
}

/** Where the key stands after a component. */
export interface ComponentEntered extends VendingKeyView {
  /** Check value of the component itself, for comparing with the custodian's paper. */
  readonly componentKcv: string;
}

/**
 * Takes one custodian's component; the last one makes the key and activates it. No custodian ever enters two, so nobody
 * can put a key together alone. Administrators, who hand out roles, enter none, whatever else they are; nor does a
 * custodian whose password another has set, or was set after the key was begun, for whoever set it may be another of its
 * custodians. What is refused leaves an audit entry.
 */
export class EnterComponent {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly components: KeyComponentRepository,
    private readonly securityModule: SecurityModule,
    private readonly changes: VendingKeyChanges,
    private readonly audit: AuditLog,
    private readonly refusals: AuditedRefusals,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {KeyManagementError} `…custodian_required`, `…vending_key_unknown`, `…vending_key_not_draft`, `…custodian_repeated`,
   * `…credential_not_own`, `…credential_too_new`, `…component_format`, `…component_length`, `…component_weak`, and with the last one `…key_weak` and `…key_parity`: the draft
   * then waits for another last component, or is retired and begun anew
   */
  async execute(caller: Principal, command: EnterComponentCommand): Promise<ComponentEntered> {
    return this.refusals.watch(caller, { action: 'vending-key.component-refused', target: command.vendingKeyId }, async () => {
      requireCustodian(caller, 'enter a component');
      return this.take(caller, command);
    });
  }

  private async take(caller: Principal, command: EnterComponentCommand): Promise<ComponentEntered> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const key = await this.keys.lock(tx, command.vendingKeyId);
      if (command.supplyGroupCode !== undefined && command.supplyGroupCode !== key.supplyGroupCode) {
        throw new KeyManagementError('key-management.vending_key_unknown', 'the supply group has no such vending key');
      }
      const earlier = await this.components.of(tx, key.id);
      requireTurn(key, earlier, caller.subject);
      requireOwnCredential(caller);
      requireOlderCredential(caller, key);
      return this.enter(tx, caller, { key, earlier, component: command.component });
    });
  }

  private async enter(
    tx: Tx,
    caller: Principal,
    { key, earlier, component }: { readonly key: VendingKey; readonly earlier: readonly ComponentRecord[]; readonly component: string },
  ): Promise<ComponentEntered> {
    const now = this.clock.now();
    const position = earlier.length + 1;
    const sealed = await this.securityModule.importComponent(labelOf(key), position, component);
    await this.components.insert(tx, {
      vendingKeyId: key.id,
      position,
      custodian: caller.subject,
      wrapped: sealed.wrapped,
      enteredAt: now,
    });
    const entered: AuditRecord = {
      at: now,
      actor: caller,
      action: 'vending-key.component-entered',
      target: key.id,
      details: { position, componentsExpected: key.componentsExpected, componentKcv: sealed.kcv },
    };
    if (position < key.componentsExpected) {
      await this.audit.append(tx, entered);
      return { key, componentsEntered: position, componentKcv: sealed.kcv };
    }
    const parts = [...earlier.map(requireSealed), { position, wrapped: sealed.wrapped }];
    const active = activate(key, await this.securityModule.combine(labelOf(key), parts), now);
    await this.keys.seal(tx, active);
    await this.components.erase(tx, key.id);
    await this.changes.publish(tx, active);
    await this.audit.append(tx, entered, {
      at: now,
      actor: caller,
      action: 'vending-key.activated',
      target: key.id,
      details: { kcv: active.kcv ?? '' },
    });
    return { key: active, componentsEntered: position, componentKcv: sealed.kcv };
  }
}

function requireTurn(key: VendingKey, earlier: readonly ComponentRecord[], custodian: string): void {
  if (earlier.some((component) => component.custodian === custodian)) {
    throw new KeyManagementError('key-management.custodian_repeated', 'each component needs another custodian');
  }
  if (key.state !== 'draft') {
    throw new KeyManagementError('key-management.vending_key_not_draft', `the key is ${key.state}: it takes no components`);
  }
}

/** Whoever set a custodian’s password, or gave it to them, could enter their component too. An issuer that does not say is trusted with it. */
function requireOwnCredential({ inOwnHands }: Principal): void {
  if (inOwnHands !== false) return;
  throw new KeyManagementError(
    'key-management.credential_not_own',
    'your account is not in your own hands alone: set a password of your own, wait as long as this installation asks, and sign in again',
  );
}

/** An issuer that does not say how old credentials are is trusted with it. */
function requireOlderCredential({ credentialChangedAt }: Principal, { createdAt }: VendingKey): void {
  if (credentialChangedAt === undefined || credentialChangedAt < createdAt) return;
  throw new KeyManagementError(
    'key-management.credential_too_new',
    'your password was set after this key was begun: begin another key, or let another custodian enter the component',
  );
}

function requireSealed({ sealed }: ComponentRecord): SealedComponent {
  if (!sealed) throw new KeyManagementError('key-management.vending_key_not_draft', 'the components of this key have been erased');
  return sealed;
}
