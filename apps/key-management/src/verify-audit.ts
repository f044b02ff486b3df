import { createDataSource } from '@openprepay/persistence/data-source';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { AuditEntryRow } from './audit/audit-entry.row.js';
import { AuditLogRepository } from './audit/audit-log.repository.js';
import { VerifyAuditLog } from './audit/verify-audit-log.js';
import { loadDatabaseConfig } from './key-management.config.js';

/** Checks every utility's audit chain, one JSON line each; exits with 1 where one is broken. */
const { DATABASE_URL } = loadDatabaseConfig(process.env);
const dataSource = createDataSource({ url: DATABASE_URL, rows: [AuditEntryRow], poolSize: 1, applicationName: 'verify-audit' });
await dataSource.initialize();
try {
  const unitOfWork = new UnitOfWork(dataSource);
  const entries = new AuditLogRepository();
  const verify = new VerifyAuditLog(unitOfWork, entries);
  for (const utility of await unitOfWork.run(ALL_UTILITIES, (tx) => entries.utilities(tx))) {
    const verdict = await verify.execute({ utility });
    if (!verdict.valid) process.exitCode = 1;
    const text = JSON.stringify({ utility, ...verdict }, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
    process.stdout.write(`${text}\n`);
  }
} finally {
  await dataSource.destroy();
}
