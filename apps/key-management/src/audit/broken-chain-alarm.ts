import { gauge } from '@openprepay/runtime/metrics';
import type { Logger } from '@openprepay/runtime/logger';
import type { BrokenChains } from './sign-audit-heads.js';

/** Tells those who run the platform. */
export class BrokenChainAlarm implements BrokenChains {
  private readonly broken = gauge({
    name: 'openprepay_audit_chains_broken',
    help: 'When a utility’s audit chain was last found not to hold, in seconds since 1970',
    labelNames: ['utility'],
  });

  constructor(private readonly logger: Logger) {}

  tell({ utility, brokenAt, flaw }: Parameters<BrokenChains['tell']>[0]): void {
    this.broken.setToCurrentTime({ utility });
    this.logger.error({ utility, brokenAt: brokenAt.toString(), flaw }, 'the audit chain does not hold; it is not signed');
  }
}
