import { decodeCursor, encodeCursor, page, type Page } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { readMeterNumber } from '../meters/meter.js';
import { VendingError } from '../vending-error.js';
import type { Vend, VendState } from './vend.js';
import type { VendRepository } from './vend.repository.js';

const cursorSchema = z.tuple([z.uuid()]);

export interface VendQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly meterNumber?: string | undefined;
  readonly state?: VendState | undefined;
  /** Where set, there are only this vendor's vends to see. */
  readonly vendorId: string | undefined;
}

export class FindVends {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
  ) {}

  /** @throws {VendingError} `vending.vend_not_found`, also for another vendor's than `scope` */
  async one(utility: string, vendId: string, scope: string | undefined): Promise<Vend> {
    const vend = await this.unitOfWork.run(utility, (tx) => this.vends.get(tx, vendId));
    if (scope !== undefined && vend.vendorId !== scope) throw new VendingError('vending.vend_not_found', `there is no vend ${vendId}`);
    return vend;
  }

  /**
   * What became of a request. Without a `scope` it is looked for whoever sold: "nothing was sold" must be true.
   * @throws {VendingError} `vending.vend_not_found`: nothing was sold, it is safe to try again
   */
  async byKey(utility: string, scope: string | undefined, idempotencyKey: string): Promise<Vend> {
    const vend = await this.unitOfWork.run(utility, (tx) =>
      scope === undefined ? this.vends.findByKeyOfAnyone(tx, idempotencyKey) : this.vends.findByKey(tx, scope, idempotencyKey),
    );
    if (!vend) throw new VendingError('vending.vend_not_found', 'nothing was sold under this Idempotency-Key; it is safe to try again');
    return vend;
  }

  /** Newest first. @throws {PersistenceError} `request.cursor_invalid`; {VendingError} `vending.meter_number_invalid` */
  async list(utility: string, { cursor, limit, meterNumber, ...filter }: VendQuery): Promise<Page<Vend>> {
    const before = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema)[0];
    const number = meterNumber === undefined ? undefined : readMeterNumber(meterNumber).meterNumber;
    const vends = await this.unitOfWork.run(utility, (tx) =>
      this.vends.list(tx, { ...filter, meterNumber: number, before, limit: limit + 1 }),
    );
    return page(vends, limit, ({ vendId }) => encodeCursor([vendId]));
  }
}
