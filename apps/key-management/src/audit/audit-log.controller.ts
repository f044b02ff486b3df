import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { type PageQuery, pageOf, pageQuery } from '../paging.js';
import type { AuditEntry } from './audit-entry.js';
import { ReadAuditLog } from './read-audit-log.js';
import { type AuditVerdict, VerifyAuditLog } from './verify-audit-log.js';

const auditEntry = z.object({
  sequence: z.string(),
  at: z.iso.datetime(),
  actor: z.object({ subject: z.string(), username: z.string() }),
  action: z.string(),
  target: z.string(),
  details: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
  hash: z.string(),
});
const auditVerdict = z.union([
  z.object({ valid: z.literal(true), entries: z.string(), head: z.object({ sequence: z.string(), hash: z.string() }) }),
  z.object({ valid: z.literal(false), brokenAt: z.string(), flaw: z.string() }),
]);

@Controller('v1/audit-log')
export class AuditLogController {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(ReadAuditLog) private readonly readAuditLog: ReadAuditLog,
    @Inject(VerifyAuditLog) private readonly verifyAuditLog: VerifyAuditLog,
  ) {}

  @Get()
  @Endpoint({ summary: 'Who did what with which key, newest first', roles: ['custodian'], answers: { 200: pageOf(auditEntry) } })
  async list(@Query(valid(pageQuery)) query: PageQuery, @Caller() caller: Principal): Promise<unknown> {
    const found = await this.readAuditLog.list(caller, query);
    return { ...found, items: found.items.map(entryToApi) };
  }

  @Get('verify')
  @Endpoint({ summary: 'Recompute the chain; note the head elsewhere to compare', roles: ['custodian'], answers: { 200: auditVerdict } })
  async verify(@Caller() caller: Principal): Promise<unknown> {
    return verdictToApi(await this.unitOfWork.run(caller.utility, (tx) => this.verifyAuditLog.execute(tx)));
  }
}

const entryToApi = ({ sequence, at, actor, action, target, details, previousHash, hash }: AuditEntry): z.output<typeof auditEntry> => ({
  sequence: sequence.toString(),
  at: at.toISOString(),
  actor,
  action,
  target,
  details: z.record(z.string(), z.unknown()).parse(JSON.parse(details)),
  previousHash,
  hash,
});

const verdictToApi = (verdict: AuditVerdict): z.output<typeof auditVerdict> =>
  verdict.valid
    ? {
        valid: true,
        entries: verdict.entries.toString(),
        head: { sequence: verdict.head.sequence.toString(), hash: verdict.head.hash },
      }
    : { valid: false, brokenAt: verdict.brokenAt.toString(), flaw: verdict.flaw };
