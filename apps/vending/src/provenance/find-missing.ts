import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { EachApart } from './each-apart.js';
import type { ProvenanceAlarm } from './provenance-alarm.js';
import type { ProvenanceRepository } from './provenance.repository.js';
import type { StatementsHeard } from './statements-heard.js';
import type { VaultSeal } from './vault-seal.js';

const HOUR_MS = 3_600_000;
/**
 * After an hour begins: it lasts one, its last token comes within another, that one's hour is stated when it is over, and there is one to
 * spare.
 */
const LOOKED_THROUGH_AFTER_MS = 4 * HOUR_MS;

/** So long a statement that is here and could not be compared is waited for. */
const WAITED_MS = 24 * HOUR_MS;

/**
 * Looks for what has tokens that the vault has not stated, hour by hour: once the vault has stated a later hour, or, whether statements
 * come or not, once all that it has said is known to be read. Who was away first hears what was said meanwhile.
 */
export class FindMissing {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly provenance: ProvenanceRepository,
    private readonly seal: VaultSeal,
    private readonly heard: StatementsHeard,
    private readonly alarm: ProvenanceAlarm,
    private readonly apart: EachApart,
    private readonly clock: Clock,
  ) {}

  /** An hour of every utility; none without the vault's key. @returns how many were looked through: there may be more */
  async execute(): Promise<number> {
    if (!this.seal.isThere) return 0;
    const at = this.clock.now();
    const isHeard = this.heard.toTheEnd();
    const before = new Date(at.getTime() - LOOKED_THROUGH_AFTER_MS);
    const waitedSince = new Date(at.getTime() - WAITED_MS);
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      await this.provenance.watchWhoSells(tx, at);
      return this.provenance.watchedUntil(tx, { before, isHeard, waitedSince });
    });
    return this.apart.run(
      'hour',
      utilities.map((utility) => ({ utility })),
      ({ utility }) => this.lookThrough(utility, { before, at }),
    );
  }

  private async lookThrough(utility: string, { before, at }: { readonly before: Date; readonly at: Date }): Promise<void> {
    await this.unitOfWork.run(utility, async (tx) => {
      const hour = await this.provenance.nextHour(tx, before);
      if (!hour) return;
      const requestIds = await this.provenance.findMissing(tx, { hour, at });
      if (requestIds.length > 0) await this.alarm.tell(tx, { what: 'missing', hour, requestIds, at });
    });
  }
}
