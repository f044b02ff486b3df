import type { NetworkNodeKind } from '@openprepay/contracts/http/vending-network';
import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { NetworkNode } from './network-node.js';
import type { NetworkNodeRepository } from './network-node.repository.js';

export interface NetworkNodeQuery extends PageQuery {
  readonly kind?: NetworkNodeKind | undefined;
  /** Only what this one feeds at once. */
  readonly parent?: string | undefined;
}

const cursor = cursorOf(z.tuple([z.string().max(64)]));

/** The parts of the utility's network, by code. */
export class FindNetworkNodes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly nodes: NetworkNodeRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute({ utility }: Principal, { limit, cursor: given, ...which }: NetworkNodeQuery): Promise<Page<NetworkNode>> {
    const [after] = cursor.read(given) ?? [];
    const found = await this.unitOfWork.run(utility, (tx) => this.nodes.list(tx, { ...which, after, limit: limit + 1 }));
    return pageOf(found, limit, ({ code }) => cursor.write([code]));
  }
}
