import { createDataSource } from '@openprepay/persistence/data-source';
import { systemClock } from '@openprepay/persistence/clock';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { AuditEntryRow } from './audit/audit-entry.row.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditLogRepository } from './audit/audit-log.repository.js';
import { loadRewrapConfig, securityModuleSettingsOf } from './key-management.config.js';
import { openSecurityModule } from './security-module/open-security-module.js';
import { RewrapVendingKeys } from './vending-keys/rewrap-vending-keys.js';
import { VendingKeyRepository } from './vending-keys/vending-key.repository.js';
import { VendingKeyRow } from './vending-keys/vending-key.row.js';

/**
 * Seals every stored key under the first line of the master key file, or takes it into the PKCS#11 token; what opens the older ones
 * must be there until this is done.
 */
const config = loadRewrapConfig(process.env);
const securityModule = openSecurityModule({ ...securityModuleSettingsOf(config), create: false });
const dataSource = createDataSource({
  url: config.DATABASE_URL,
  rows: [AuditEntryRow, VendingKeyRow],
  poolSize: 1,
  applicationName: 'rewrap-keys',
});
await dataSource.initialize();
try {
  const rewrap = new RewrapVendingKeys(
    new UnitOfWork(dataSource),
    new VendingKeyRepository(),
    securityModule,
    new AuditLog(new AuditLogRepository()),
    systemClock,
  );
  process.stdout.write(`${JSON.stringify(await rewrap.execute())}\n`);
} finally {
  await dataSource.destroy();
}
