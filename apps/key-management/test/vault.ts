import { randomUUID } from 'node:crypto';
import type { Principal, Role } from '@openprepay/contracts/identity';
import type { EventData } from '@openprepay/contracts/event';
import type { TokenRequested } from '@openprepay/contracts/vending';
import { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { systemClock } from '@openprepay/persistence/clock';
import { createDataSource } from '@openprepay/persistence/data-source';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { creditTenths } from '@openprepay/quantities';
import { meterPan } from '@openprepay/sts';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { AuditLog } from '../src/audit/audit-log.js';
import { AuditLogRepository } from '../src/audit/audit-log.repository.js';
import { VerifyAuditLog } from '../src/audit/verify-audit-log.js';
import { keyManagementMigrations } from '../src/migrations.js';
import { keyManagementRows } from '../src/rows.js';
import type { SecurityModule } from '../src/security-module/security-module.js';
import { CreateSupplyGroup } from '../src/supply-groups/create-supply-group.js';
import { SupplyGroupRepository } from '../src/supply-groups/supply-group.repository.js';
import { IssueTokens } from '../src/tokens/issue-tokens.js';
import { IssuedTokenRepository } from '../src/tokens/issued-token.repository.js';
import { KeyUseRepository } from '../src/tokens/key-use.repository.js';
import { KnownMeterRepository } from '../src/tokens/known-meter.repository.js';
import { TokenAnswerRepository } from '../src/tokens/token-answer.repository.js';
import { TokenIdentifierCounterRepository } from '../src/tokens/token-identifier-counter.repository.js';
import { VerifyToken } from '../src/tokens/verify-token.js';
import { CreateVendingKey } from '../src/vending-keys/create-vending-key.js';
import { EnterComponent } from '../src/vending-keys/enter-component.js';
import { KeyComponentRepository } from '../src/vending-keys/key-component.repository.js';
import { ReadVendingKeys } from '../src/vending-keys/read-vending-keys.js';
import { RetireVendingKey } from '../src/vending-keys/retire-vending-key.js';
import { VendingKeyChanges } from '../src/vending-keys/vending-key-changes.js';
import { VendingKeyRepository } from '../src/vending-keys/vending-key.repository.js';
import type { VendingKey } from '../src/vending-keys/vending-key.js';
import { newModule, split } from './security-modules.js';

export type TokenRequest = EventData<typeof TokenRequested>;

export const VENDING_KEY = '00112233445566778899aabbccddeeff01234567';
export const METER_NUMBER = '12345678903';

/** The use cases on a database of their own, as the module wires them. */
export type Vault = Awaited<ReturnType<typeof openVault>>;

export interface VaultOptions {
  readonly securityModule?: SecurityModule;
  readonly now?: () => Date;
}

export async function openVault(options: VaultOptions = {}) {
  const postgres = await startPostgres();
  const database = await postgres.createServiceDatabase('key_management', keyManagementMigrations);
  const dataSource = createDataSource({ url: database.url, rows: keyManagementRows, poolSize: 12, applicationName: 'test' });
  await dataSource.initialize();
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const unitOfWork = new UnitOfWork(dataSource);
  return {
    /** The superuser's, in the vault's database. */
    adminUrl: inDatabaseOf(postgres.adminUrl, database.url),
    unitOfWork,
    /** Sees every row. */
    owner,
    ...useCases(unitOfWork, options),
    close: async () => {
      await owner.end();
      await dataSource.destroy();
      await postgres.stop();
    },
  };
}

function inDatabaseOf(adminUrl: string, url: string): string {
  const joined = new URL(adminUrl);
  joined.pathname = new URL(url).pathname;
  return joined.toString();
}

function useCases(unitOfWork: UnitOfWork, { securityModule = newModule(), now }: VaultOptions) {
  const clock: Clock = now ? { now, newId: systemClock.newId } : systemClock;
  const outbox = new Outbox({ source: 'key-management' });
  const auditEntries = new AuditLogRepository();
  const audit = new AuditLog(auditEntries);
  const groups = new SupplyGroupRepository();
  const keys = new VendingKeyRepository();
  const components = new KeyComponentRepository();
  const meters = new KnownMeterRepository();
  const changes = new VendingKeyChanges(outbox);
  const issueTokens = new IssueTokens(
    new TokenIdentifierCounterRepository(),
    new TokenAnswerRepository(),
    keys,
    new KeyUseRepository(),
    securityModule,
    outbox,
    audit,
    clock,
  );
  return {
    securityModule,
    audit,
    auditEntries,
    groups,
    keys,
    meters,
    verifyAuditLog: new VerifyAuditLog(auditEntries),
    createSupplyGroup: new CreateSupplyGroup(unitOfWork, groups, audit, clock),
    createVendingKey: new CreateVendingKey(unitOfWork, groups, keys, securityModule, changes, audit, clock),
    enterComponent: new EnterComponent(unitOfWork, keys, components, securityModule, changes, audit, clock),
    retireVendingKey: new RetireVendingKey(unitOfWork, keys, components, changes, audit, clock),
    readVendingKeys: new ReadVendingKeys(unitOfWork, keys, components),
    issueTokens,
    /** As the consumer does: one batch of one utility, one transaction. */
    issue: (requests: readonly TokenRequest[], utility = 'demo') => unitOfWork.run(utility, (tx) => issueTokens.execute(tx, requests)),
    verifyToken: new VerifyToken(unitOfWork, keys, meters, new IssuedTokenRepository(), securityModule, audit, clock),
  };
}

export const principal = (username: string, roles: readonly Role[], utility = 'demo'): Principal => ({
  subject: `subject-${username}`,
  username,
  utility,
  currency: 'USD',
  timeZone: 'UTC',
  roles,
  platform: false,
});

export const custodian = (number: number, utility = 'demo'): Principal => principal(`custodian${number}`, ['custodian'], utility);

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
  const { utility = 'demo', keyHex = VENDING_KEY } = given;
  const command = { ...keyCommand, ...given.command };
  const known = await vault.unitOfWork.run(utility, (tx) => vault.groups.find(tx, command.supplyGroupCode));
  if (!known) await vault.createSupplyGroup.execute(custodian(1, utility), { supplyGroupCode: command.supplyGroupCode, name: 'Town' });
  const draft = await vault.createVendingKey.execute(custodian(1, utility), command);
  const [first, second] = split(keyHex);
  await vault.enterComponent.execute(custodian(1, utility), { vendingKeyId: draft.id, component: first });
  const { key } = await vault.enterComponent.execute(custodian(2, utility), { vendingKeyId: draft.id, component: second });
  return key;
}

/** A request for one electricity token, for a meter of `activeKey`. */
export const tokenRequest = (given: Partial<TokenRequest> = {}): TokenRequest => {
  const meterNumber = given.meterNumber ?? METER_NUMBER;
  return {
    requestId: randomUUID(),
    meterNumber,
    meterPan: meterPan(meterNumber),
    supplyGroupCode: '600100',
    keyType: 2,
    keyRevision: 1,
    tariffIndex: '07',
    encryptionAlgorithm: 'EA11',
    decoderKeyAlgorithm: 'DKGA04',
    baseDate: 2014,
    tokens: [{ kind: 'credit', commodity: 'electricity', amountTenths: creditTenths(256n) }],
    requestedAt: new Date(),
    ...given,
  };
};

/** What the outbox holds of one kind of event, oldest first. */
export async function eventsOf<Data = Record<string, unknown>>(vault: Vault, type: string): Promise<readonly Data[]> {
  const { rows } = await vault.owner.query<{ value: string }>(`SELECT value FROM outbox WHERE type = $1 ORDER BY id`, [type]);
  return rows.map(({ value }) => JSON.parse(value) as Data);
}
