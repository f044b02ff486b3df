import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { readMeterNumber } from '../meters/meter.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { Vend, VendState } from './vend.js';
import type { VendRepository } from './vend.repository.js';

export interface VendQuery extends PageQuery {
  /** As the label spells it. */
  readonly meterNumber?: string | undefined;
  readonly state?: VendState | undefined;
  readonly vendorId?: string | undefined;
  /** Those alone that wait for longer than any vault takes. */
  readonly stuck?: 'true' | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** The vends of the caller's utility, newest first; a vendor's user sees its own only. */
export class FindVends {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
  ) {}

  /**
   * @throws {VendingError} `vending.meter_number_invalid`, `vending.vendor_required`, `vending.vendor_not_yours`;
   *   {PersistenceError} `request.cursor_invalid`
   */
  async execute(caller: Principal, { limit, state, ...query }: VendQuery): Promise<Page<Vend>> {
    const vendorId = vendorScope(caller, query.vendorId);
    const [before] = cursor.read(query.cursor) ?? [];
    const meterNumber = query.meterNumber === undefined ? undefined : readMeterNumber(query.meterNumber).meterNumber;
    const filter = { vendorId, meterNumber, state, stuck: query.stuck !== undefined, before, limit: limit + 1 };
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.vends.list(tx, filter));
    return pageOf(found, limit, ({ vendId }) => cursor.write([vendId]));
  }
}
