import { MAX_DOUBTED_IDS, ProvenanceDoubted } from '@openprepay/contracts/provenance';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { Logger } from '@openprepay/runtime/logger';
import { counter } from '@openprepay/runtime/metrics';

export interface Doubt {
  readonly what: 'unexplained' | 'missing' | 'forged' | 'contradicted';
  readonly hour: Date;
  readonly requestIds: readonly string[];
  readonly at: Date;
}

/** Tells whoever listens, and those who run the platform, that what was issued is not what was sold. */
export class ProvenanceAlarm {
  private readonly doubts = counter({
    name: 'openprepay_provenance_doubts_total',
    help: 'Tokens without a sale, sales without a token of the vault, and statements of the vault that are not true, by what it was',
    labelNames: ['what'],
  });

  constructor(
    private readonly outbox: Outbox,
    private readonly logger: Logger,
  ) {}

  async tell(tx: Tx, { what, hour, requestIds, at }: Doubt): Promise<void> {
    const requests = requestIds.length;
    await this.outbox.append(tx, ProvenanceDoubted, {
      ...{ what, hour, requests, foundAt: at },
      requestIds: requestIds.slice(0, MAX_DOUBTED_IDS),
    });
    const { utility } = tx;
    tx.afterCommit(() => {
      this.doubts.inc({ what }, Math.max(requests, 1));
      this.logger.error(
        { utility, what, hour: hour.toISOString(), requests },
        'what the vault has issued is not what was sold and ordered',
      );
    });
  }
}
