import { createDataSource } from '@openprepay/persistence/data-source';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { AuditCheckpointRepository } from './audit/audit-checkpoint.repository.js';
import { AuditCheckpointRow } from './audit/audit-checkpoint.row.js';
import { AuditEntryRow } from './audit/audit-entry.row.js';
import { AuditLogRepository } from './audit/audit-log.repository.js';
import { verifyWhole } from './audit/verify-whole.js';
import { VerifyAuditLog } from './audit/verify-audit-log.js';
import { canJudge, loadVerifyConfig, securityModuleSettingsOf } from './key-management.config.js';
import { openSecurityModule } from './security-module/open-security-module.js';

/**
 * Checks every utility's audit chain from its first entry, one JSON line each; exits with 1 where one is broken. Signed places
 * are checked where the master key is at hand.
 */
const config = loadVerifyConfig(process.env);
const judge = canJudge(config) ? openSecurityModule({ ...securityModuleSettingsOf(config), create: false }) : undefined;
const dataSource = createDataSource({
  url: config.DATABASE_URL,
  rows: [AuditCheckpointRow, AuditEntryRow],
  poolSize: 1,
  applicationName: 'verify-audit',
});
await dataSource.initialize();
try {
  const unitOfWork = new UnitOfWork(dataSource);
  const entries = new AuditLogRepository();
  const verify = new VerifyAuditLog(unitOfWork, entries, new AuditCheckpointRepository(), judge);
  for (const utility of await unitOfWork.run(ALL_UTILITIES, (tx) => entries.utilities(tx))) {
    const verdict = await verifyWhole(verify, utility);
    if (!verdict.valid) process.exitCode = 1;
    const line = { utility, signatures: judge ? 'checked' : 'not checked', ...verdict };
    const text = JSON.stringify(line, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
    process.stdout.write(`${text}\n`);
  }
} finally {
  await dataSource.destroy();
}
