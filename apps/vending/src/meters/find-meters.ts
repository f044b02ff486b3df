import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { Meter } from './meter.js';
import type { MeterRepository } from './meter.repository.js';

export interface MeterQuery extends PageQuery {
  /** Only the meters on this account. */
  readonly accountNumber?: string | undefined;
  readonly supplyGroupCode?: string | undefined;
  readonly keyRevision?: number | undefined;
  /** Only the meters whose numbers begin with these digits. */
  readonly numberPrefix?: string | undefined;
}

const cursor = cursorOf(z.tuple([z.string().max(32)]));

/** The meters of the caller's utility, by number. */
export class FindMeters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute({ utility }: Principal, { limit, cursor: given, ...which }: MeterQuery): Promise<Page<Meter>> {
    const [after] = cursor.read(given) ?? [];
    const found = await this.unitOfWork.run(utility, (tx) => this.meters.list(tx, { ...which, after, limit: limit + 1 }));
    return pageOf(found, limit, ({ meterNumber }) => cursor.write([meterNumber]));
  }
}
