import type { Principal } from '@openprepay/contracts/identity';
import { type Page, decodeCursor, encodeCursor, page } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { KeyManagementError } from '../key-management-error.js';
import type { KeyComponentRepository } from './key-component.repository.js';
import type { VendingKeyFilter, VendingKeyRepository } from './vending-key.repository.js';
import type { VendingKey } from './vending-key.js';

const cursorShape = z.tuple([z.uuid()]);

/** A key and how many of its components have been entered. */
export interface VendingKeyView {
  readonly key: VendingKey;
  readonly componentsEntered: number;
}

/** The caller's utility's vending keys: everything but their values. */
export class ReadVendingKeys {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly components: KeyComponentRepository,
  ) {}

  /** @throws {KeyManagementError} `key-management.vending_key_unknown` */
  async one(caller: Principal, id: string): Promise<VendingKeyView> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const key = await this.keys.find(tx, id);
      if (!key) throw new KeyManagementError('key-management.vending_key_unknown', 'there is no such vending key');
      const entered = await this.components.countOf(tx, [id]);
      return { key, componentsEntered: entered.get(id) ?? 0 };
    });
  }

  /** @throws `request.cursor_invalid` */
  async list(
    caller: Principal,
    filter: VendingKeyFilter,
    range: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<Page<VendingKeyView>> {
    const afterId = range.cursor === undefined ? undefined : decodeCursor(range.cursor, cursorShape)[0];
    const rows = await this.unitOfWork.run(caller.utility, async (tx) => {
      const keys = await this.keys.list(tx, filter, { afterId, limit: range.limit + 1 });
      const entered = await this.components.countOf(
        tx,
        keys.map((key) => key.id),
      );
      return keys.map((key) => ({ key, componentsEntered: entered.get(key.id) ?? 0 }));
    });
    return page(rows, range.limit, (last) => encodeCursor([last.key.id]));
  }
}
