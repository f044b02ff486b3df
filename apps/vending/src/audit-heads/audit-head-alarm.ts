import type { Logger } from '@openprepay/runtime/logger';
import { counter } from '@openprepay/runtime/metrics';
import type { KeptHead } from './kept-head.js';

/** Tells those who run the platform that the vault's audit chain is not what it was. */
export class AuditHeadAlarm {
  private readonly contradictions = counter({
    name: 'openprepay_vault_audit_contradictions_total',
    help: 'Times that the vault said something of its audit chain that contradicts what it had said before',
  });

  constructor(private readonly logger: Logger) {}

  tell({ utility, sequence, hash }: Pick<KeptHead, 'utility' | 'sequence' | 'hash'>): void {
    this.contradictions.inc();
    this.logger.error({ utility, sequence: sequence.toString(), hash }, 'the vault’s audit chain contradicts what it was before');
  }
}
