import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { WarnedMeter } from './meter.js';
import type { MeterListRepository } from './meter-list.repository.js';
import type { MeterRepository } from './meter.repository.js';

export interface MeterQuery extends PageQuery {
  /** Only the meters on this account. */
  readonly accountNumber?: string | undefined;
  readonly supplyGroupCode?: string | undefined;
  readonly keyRevision?: number | undefined;
  /** Only the meters whose numbers begin with these digits. */
  readonly numberPrefix?: string | undefined;
  /** Only the meters on this part of the network or below it. */
  readonly networkNode?: string | undefined;
  /** Only the meters that the catalogue warns of. */
  readonly warned?: 'true' | undefined;
}

const cursor = cursorOf(z.tuple([z.string().max(32)]));

/** The meters of the caller's utility, by number. */
export class FindMeters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly listed: MeterListRepository,
    private readonly meters: MeterRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute({ utility, timeZone }: Principal, query: MeterQuery): Promise<Page<WarnedMeter>> {
    const { limit, cursor: given, warned, ...which } = query;
    const [after] = cursor.read(given) ?? [];
    const today = { at: this.clock.now(), timeZone };
    const found = await this.unitOfWork.run(utility, async (tx) => {
      const meters = await this.listed.list(tx, { ...which, warnedOn: warned && today, after, limit: limit + 1 });
      return this.meters.warned(tx, meters, today);
    });
    return pageOf(found, limit, ({ meterNumber }) => cursor.write([meterNumber]));
  }
}
