import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { DeliveryFilter, DeliveryListRepository, ListedDelivery } from './delivery-list.repository.js';

export type DeliveriesQuery = PageQuery & Omit<DeliveryFilter, 'before' | 'limit'>;

/** When it was made, to the microsecond as the database has it, and its id. */
const cursor = cursorOf(z.tuple([z.iso.datetime(), z.uuid()]));

/** The deliveries of the caller's utility, newest first. Their tokens are the vend's and are not shown. */
export class FindDeliveries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deliveries: DeliveryListRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { limit, ...query }: DeliveriesQuery): Promise<Page<ListedDelivery>> {
    const filter = { ...query, before: cursor.read(query.cursor), limit: limit + 1 };
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.deliveries.list(tx, filter));
    return pageOf(found, limit, ({ place, deliveryId }) => cursor.write([place, deliveryId]));
  }
}
