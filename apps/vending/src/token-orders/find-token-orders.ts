import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { readMeterNumber } from '../meters/meter.js';
import type { TokenOrder, TokenOrderState } from './token-order.js';
import type { TokenOrderRepository } from './token-order.repository.js';

export interface TokenOrderQuery extends PageQuery {
  readonly meterNumber?: string | undefined;
  readonly state?: TokenOrderState | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** What was ordered at the caller's utility, by whom and why, newest first. */
export class FindTokenOrders {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: TokenOrderRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid`; {VendingError} `vending.meter_number_invalid` */
  async execute({ utility }: Principal, { meterNumber: written, state, limit, ...query }: TokenOrderQuery): Promise<Page<TokenOrder>> {
    const [before] = cursor.read(query.cursor) ?? [];
    const meterNumber = written === undefined ? undefined : readMeterNumber(written).meterNumber;
    const found = await this.unitOfWork.run(utility, (tx) => this.orders.list(tx, { meterNumber, state, before, limit: limit + 1 }));
    return pageOf(found, limit, ({ orderId }) => cursor.write([orderId]));
  }
}
