import { Controller, Inject } from '@nestjs/common';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import type { AuditEntryAnswer, AuditVerdictAnswer } from '@openprepay/contracts/http/key-management-audit';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { auditEntryToApi, auditVerdictToApi } from './audit-log-api.js';
import { FindAuditEntries } from './find-audit-entries.js';
import { VerifyAuditLog } from './verify-audit-log.js';

const { listAuditEntries, verifyAuditLog } = keyManagementApi.endpoints;

@Controller()
export class AuditLogController {
  constructor(
    @Inject(FindAuditEntries) private readonly findAuditEntries: FindAuditEntries,
    @Inject(VerifyAuditLog) private readonly verifyAuditLog: VerifyAuditLog,
  ) {}

  @Endpoint(listAuditEntries)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listAuditEntries>): Promise<Page<AuditEntryAnswer>> {
    return mapPage(await this.findAuditEntries.execute(caller, query), auditEntryToApi);
  }

  @Endpoint(verifyAuditLog)
  async verify(@Caller() { utility }: Principal, @Input() { query }: Input<typeof verifyAuditLog>): Promise<AuditVerdictAnswer> {
    const after = query.after === undefined ? undefined : BigInt(query.after);
    return auditVerdictToApi(await this.verifyAuditLog.execute({ utility, after }));
  }
}
