import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ExpiryRepository } from './expiry.repository.js';
import { daysAfter, expiriesOf, type KeyExpiry } from './expiry.js';

/** As many as an answer holds: the soonest. */
export const MAX_EXPIRIES = 500;

/** What ends of the keys in use within so many days, or has ended; the soonest first. */
export class FindExpiries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly expiries: ExpiryRepository,
    private readonly clock: Clock,
  ) {}

  async execute(caller: Principal, { days }: { readonly days: number }): Promise<readonly KeyExpiry[]> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const until = daysAfter(this.clock.now(), days);
      const keys = await this.expiries.keysInUse(tx);
      const due = keys
        .flatMap((key) => expiriesOf(key).map((expiry) => ({ key, ...expiry })))
        .filter(({ at }) => at <= until)
        .toSorted((left, right) => left.at.getTime() - right.at.getTime())
        .slice(0, MAX_EXPIRIES);
      const meters = await this.expiries.metersOf(tx, [...new Set(due.map(({ key }) => key.id))]);
      return due.map((expiry) => ({ ...expiry, meters: meters.get(expiry.key.id) ?? 0 }));
    });
  }
}
