import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { KeyComponentRepository } from './key-component.repository.js';
import type { VendingKeyView } from './vending-key.js';
import type { VendingKeyFilter, VendingKeyRepository } from './vending-key.repository.js';

const cursor = cursorOf(z.tuple([z.uuid()]));

/** The vending keys of the caller's utility, in the order they were opened: everything but their values. */
export class FindVendingKeys {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly components: KeyComponentRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { limit, ...query }: PageQuery & VendingKeyFilter): Promise<Page<VendingKeyView>> {
    const [afterId] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(caller.utility, async (tx) => {
      const keys = await this.keys.list(tx, query, { afterId, limit: limit + 1 });
      const entered = await this.components.countOfEach(
        tx,
        keys.map((key) => key.id),
      );
      return keys.map((key) => ({ key, componentsEntered: entered.get(key.id) ?? 0 }));
    });
    return pageOf(found, limit, (last) => cursor.write([last.key.id]));
  }
}
