import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AuditLog } from '../audit/audit-log.js';
import { KeyManagementError } from '../key-management-error.js';
import type { SecurityModule, VendingKeyAttributes } from '../security-module/security-module.js';
import type { SupplyGroupRepository } from '../supply-groups/supply-group.repository.js';
import { requireCustodian } from './require-custodian.js';
import type { VendingKeyChanges } from './vending-key-changes.js';
import type { VendingKeyRepository } from './vending-key.repository.js';
import { type VendingKey, activate, attributesOf, labelOf } from './vending-key.js';

export interface CreateVendingKeyCommand extends VendingKeyAttributes {
  /** How many custodians will each enter a part; undefined where the security module makes the key. */
  readonly components: number | undefined;
  readonly activeFrom?: Date | undefined;
  readonly issuedUntil?: Date | undefined;
}

/** Opens a vending key: a draft that waits for its custodians, or a key that the security module has made. */
export class CreateVendingKey {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly groups: SupplyGroupRepository,
    private readonly keys: VendingKeyRepository,
    private readonly securityModule: SecurityModule,
    private readonly changes: VendingKeyChanges,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @throws {KeyManagementError} `…supply_group_unknown`, `…vending_key_exists`, `…custodian_required` (generating is for custodians), `…algorithms_incompatible` */
  async execute(caller: Principal, command: CreateVendingKeyCommand): Promise<VendingKey> {
    const { components, activeFrom, issuedUntil, ...attributes } = command;
    const generates = components === undefined;
    if (generates) requireCustodian(caller, 'have a key generated');
    if (attributes.keyType === 3 && attributes.decoderKeyAlgorithm === 'DKGA04') {
      throw new KeyManagementError('key-management.algorithms_incompatible', 'common keys (type 3) are derived by DKGA02 only');
    }
    const now = this.clock.now();
    const draft: VendingKey = {
      ...attributes,
      id: this.clock.newId(),
      utility: caller.utility,
      state: 'draft',
      componentsExpected: components ?? 0,
      kcv: undefined,
      wrapped: undefined,
      createdAt: now,
      activatedAt: undefined,
      activeFrom,
      issuedUntil,
      changedAt: now,
      integrityFailedAt: undefined,
    };
    const key = generates ? activate(draft, await this.securityModule.generate(labelOf(draft)), now) : draft;
    await this.unitOfWork.run(caller.utility, (tx) => this.store(tx, caller, key));
    return key;
  }

  private async store(tx: Tx, caller: Principal, key: VendingKey): Promise<void> {
    await this.groups.require(tx, key.supplyGroupCode);
    await this.keys.insert(tx, key);
    await this.changes.publish(tx, key);
    await this.audit.append(tx, {
      at: key.createdAt,
      actor: caller,
      action: key.kcv === undefined ? 'vending-key.created' : 'vending-key.generated',
      target: key.id,
      details: present({
        ...attributesOf(key),
        componentsExpected: key.componentsExpected,
        kcv: key.kcv,
        activeFrom: key.activeFrom?.toISOString(),
        issuedUntil: key.issuedUntil?.toISOString(),
      }),
    });
  }
}
