import type { Principal } from '@openprepay/contracts/identity';
import type { BaseDate, DecoderKeyAlgorithm } from '@openprepay/contracts/wire';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AuditLog } from '../audit/audit-log.js';
import { KeyManagementError } from '../key-management-error.js';
import type { SecurityModule } from '../security-module/security-module.js';
import type { SupplyGroupRepository } from '../supply-groups/supply-group.repository.js';
import type { VendingKeyChanges } from './vending-key-changes.js';
import type { VendingKeyRepository } from './vending-key.repository.js';
import { type VendingKey, type VendingKeyType, activate, labelOf } from './vending-key.js';

export interface CreateVendingKeyCommand {
  readonly supplyGroupCode: string;
  readonly keyType: VendingKeyType;
  readonly keyRevision: number;
  readonly keyExpiry: number;
  readonly baseDate: BaseDate;
  readonly decoderKeyAlgorithm: DecoderKeyAlgorithm;
  /** How many custodians will each enter a part; undefined where the security module makes the key. */
  readonly components: number | undefined;
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
    const { components, ...attributes } = command;
    const generates = components === undefined;
    if (generates && !caller.roles.includes('custodian')) {
      throw new KeyManagementError('key-management.custodian_required', 'only a custodian may have a key generated');
    }
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
      changedAt: now,
    };
    const key = generates ? activate(draft, await this.securityModule.generate(labelOf(draft)), now) : draft;
    await this.unitOfWork.run(caller.utility, (tx) => this.#store(tx, caller, key));
    return key;
  }

  async #store(tx: Tx, caller: Principal, key: VendingKey): Promise<void> {
    const { supplyGroupCode, keyType, keyRevision, keyExpiry, baseDate, decoderKeyAlgorithm, componentsExpected, kcv } = key;
    if (!(await this.groups.find(tx, supplyGroupCode))) {
      throw new KeyManagementError('key-management.supply_group_unknown', `there is no supply group ${supplyGroupCode}`);
    }
    await this.keys.insert(tx, key);
    await this.changes.publish(tx, key);
    await this.audit.append(tx, {
      at: key.createdAt,
      actor: caller,
      action: kcv === undefined ? 'vending-key.created' : 'vending-key.generated',
      target: key.id,
      details: { supplyGroupCode, keyType, keyRevision, keyExpiry, baseDate, decoderKeyAlgorithm, componentsExpected, ...(kcv && { kcv }) },
    });
  }
}
