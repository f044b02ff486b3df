import { randomUUID } from 'node:crypto';
import type { Principal, Role } from '@openprepay/contracts/identity';
import type { EventData } from '@openprepay/contracts/event';
import type { TokenRequested } from '@openprepay/contracts/vending';
import { present } from '@openprepay/contracts/present';
import type { Caused } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths } from '@openprepay/quantities';
import { meterPan } from '@openprepay/sts';
import { UTILITY } from '@openprepay/testing/identity';
import { meterKeyData } from '@openprepay/testing/meter';
import { openService } from '@openprepay/testing/open-service';
import { AuditLog } from '../src/audit/audit-log.js';
import { AuditLogRepository } from '../src/audit/audit-log.repository.js';
import { VerifyAuditLog } from '../src/audit/verify-audit-log.js';
import { ClockRepository } from '../src/clocks/clock.repository.js';
import { ApproveKeyChange } from '../src/key-changes/approve-key-change.js';
import { AskForKeyChange } from '../src/key-changes/ask-for-key-change.js';
import { FindKeyChange } from '../src/key-changes/find-key-change.js';
import { FindKeyChanges } from '../src/key-changes/find-key-changes.js';
import { RefuseKeyChange } from '../src/key-changes/refuse-key-change.js';
import { keyManagementService } from '../src/key-management.js';
import { SECURITY_MODULE } from '../src/security-module/security-module.feature.js';
import type { SecurityModule } from '../src/security-module/security-module.js';
import { CreateSupplyGroup } from '../src/supply-groups/create-supply-group.js';
import { FindSupplyGroups } from '../src/supply-groups/find-supply-groups.js';
import { IssueTokens } from '../src/tokens/issue-tokens.js';
import { KnownMeterRepository } from '../src/meters/known-meter.repository.js';
import type { KnownMeter } from '../src/meters/known-meter.js';
import { RememberMeters } from '../src/meters/remember-meters.js';
import { VerifyToken } from '../src/tokens/verify-token.js';
import { BeginRetiring } from '../src/vending-keys/begin-retiring.js';
import { CreateVendingKey } from '../src/vending-keys/create-vending-key.js';
import { EnterComponent } from '../src/vending-keys/enter-component.js';
import { FindVendingKey } from '../src/vending-keys/find-vending-key.js';
import { FindVendingKeys } from '../src/vending-keys/find-vending-keys.js';
import { VendingKeyRepository } from '../src/vending-keys/vending-key.repository.js';
import type { VendingKey } from '../src/vending-keys/vending-key.js';
import { newModule, split } from './security-modules.js';

export type TokenRequest = EventData<typeof TokenRequested>;

export const VENDING_KEY = '00112233445566778899aabbccddeeff01234567';
export const METER_NUMBER = '12345678903';

export interface VaultOptions {
  readonly securityModule?: SecurityModule;
  /** Also the database's, unless `ownDatabaseClock` leaves it its own. */
  readonly clock?: Clock;
  readonly ownDatabaseClock?: boolean;
  /** Tokens that one meter may have within an hour; more than any test sells unless given. */
  readonly tokensPerHour?: number;
  /** Beside what every one has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The service without its network, by the names of its use cases, over a security module of the test's own. */
export async function openVault({
  securityModule = newModule(),
  clock,
  ownDatabaseClock = clock === undefined,
  tokensPerHour = 10_000,
  env = {},
}: VaultOptions = {}) {
  const service = await openService(keyManagementService, {
    ...present({ clock }),
    env: {
      DATABASE_POOL_SIZE: '12',
      REQUESTS_UNSIGNED: 'true',
      MASTER_KEY_FILE: 'not read: the module is overridden',
      METER_TOKENS_PER_HOUR: String(tokensPerHour),
      ...env,
    },
    override: [
      [SECURITY_MODULE, securityModule],
      [ClockRepository, ownDatabaseClock || clock === undefined ? new ClockRepository() : new FollowingClock(clock)],
    ],
  });
  const issueTokens = service.get(IssueTokens);
  return {
    ...service,
    /** The superuser's, in the vault's database. */
    adminUrl: inDatabaseOf(service.postgres.adminUrl, service.database.url),
    securityModule,
    audit: service.get(AuditLog),
    auditEntries: service.get(AuditLogRepository),
    findSupplyGroups: service.get(FindSupplyGroups),
    keys: service.get(VendingKeyRepository),
    meters: service.get(KnownMeterRepository),
    verifyAuditLog: service.get(VerifyAuditLog),
    createSupplyGroup: service.get(CreateSupplyGroup),
    createVendingKey: service.get(CreateVendingKey),
    enterComponent: service.get(EnterComponent),
    beginRetiring: service.get(BeginRetiring),
    askForKeyChange: service.get(AskForKeyChange),
    approveKeyChange: service.get(ApproveKeyChange),
    refuseKeyChange: service.get(RefuseKeyChange),
    findKeyChange: service.get(FindKeyChange),
    findKeyChanges: service.get(FindKeyChanges),
    findVendingKey: service.get(FindVendingKey),
    findVendingKeys: service.get(FindVendingKeys),
    issueTokens,
    /** As the consumer does: one batch of one utility, one transaction. Asked for now, by the test's clock where it is everybody's. */
    issue: (requests: readonly Caused<TokenRequest>[], utility = UTILITY) => {
      const asked = ownDatabaseClock || !clock ? requests : requests.map((request) => ({ ...request, requestedAt: clock.now() }));
      return service.run((tx) => issueTokens.execute(tx, asked), utility);
    },
    rememberMeters: (described: readonly KnownMeter[], utility = UTILITY) =>
      service.run((tx) => service.get(RememberMeters).execute(tx, described), utility),
    verifyToken: service.get(VerifyToken),
  };
}
/** A database whose clock is the test's. */
class FollowingClock extends ClockRepository {
  constructor(private readonly clock: Clock) {
    super();
  }

  override async read(tx: Tx) {
    return { ...(await super.read(tx)), database: this.clock.now() };
  }
}

export type Vault = Awaited<ReturnType<typeof openVault>>;

function inDatabaseOf(adminUrl: string, url: string): string {
  const joined = new URL(adminUrl);
  joined.pathname = new URL(url).pathname;
  return joined.toString();
}

export const principal = (username: string, roles: readonly Role[], utility = UTILITY): Principal => ({
  subject: `subject-${username}`,
  username,
  utility,
  currency: 'USD',
  timeZone: 'UTC',
  roles,
  platform: false,
});

export const custodian = (number: number, utility = UTILITY): Principal => principal(`custodian${number}`, ['custodian'], utility);

export const keyCommand = {
  supplyGroupCode: '600100',
  keyType: 2,
  keyRevision: 1,
  keyExpiry: 255,
  baseDate: 2014,
  decoderKeyAlgorithm: 'DKGA04',
  components: 2,
} as const;

/** A supply group with one key of a known value, entered by two custodians. */
export async function activeKey(
  vault: Vault,
  given: {
    readonly utility?: string;
    readonly keyHex?: string;
    readonly command?: Partial<Parameters<CreateVendingKey['execute']>[1]>;
  } = {},
): Promise<VendingKey> {
  const { utility = UTILITY, keyHex = VENDING_KEY } = given;
  const command = { ...keyCommand, ...given.command };
  const { items: known } = await vault.findSupplyGroups.execute(custodian(1, utility), { limit: 100 });
  if (!known.some(({ supplyGroupCode }) => supplyGroupCode === command.supplyGroupCode))
    await vault.createSupplyGroup.execute(custodian(1, utility), { supplyGroupCode: command.supplyGroupCode, name: 'Town' });
  const draft = await vault.createVendingKey.execute(custodian(1, utility), command);
  const [first, second] = split(keyHex);
  await vault.enterComponent.execute(custodian(1, utility), { vendingKeyId: draft.id, component: first });
  const { key } = await vault.enterComponent.execute(custodian(2, utility), { vendingKeyId: draft.id, component: second });
  return key;
}

/** Retires a key at once, as two custodians may where it is urgent. */
export async function retireKey(vault: Vault, vendingKeyId: string, utility = UTILITY): Promise<void> {
  const asked = await vault.askForKeyChange.execute(custodian(1, utility), { vendingKeyId, change: 'retire', urgent: true });
  if ('waiting' in asked) await vault.approveKeyChange.execute(custodian(2, utility), { changeId: asked.waiting.id });
}

/** A request for one electricity token, for a meter of `activeKey`. */
export const tokenRequest = (given: Partial<TokenRequest> = {}): TokenRequest => {
  const meterNumber = given.meterNumber ?? METER_NUMBER;
  return {
    requestId: randomUUID(),
    meterNumber,
    meterPan: meterPan(meterNumber),
    ...meterKeyData,
    tokens: [{ kind: 'credit', commodity: 'electricity', amountTenths: creditTenths(256n) }],
    requestedAt: new Date(),
    ...given,
  };
};
