import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { type QuarantinedMessage, type QuarantineState, utilityOf } from './quarantined-message.js';
import type { QuarantineRepository } from './quarantine.repository.js';

export interface QuarantineQuery extends PageQuery {
  readonly meterNumber?: string | undefined;
  readonly code?: string | undefined;
  /** Those that wait, unless said. */
  readonly state?: QuarantineState | 'all' | undefined;
  /** Messages that belong to no utility; for those who run the installation. */
  readonly unassigned?: 'true' | 'false' | undefined;
}

const cursor = cursorOf(z.tuple([z.iso.datetime(), z.uuid()]));

/** What was set aside of the caller's meters, newest first. */
export class FindQuarantinedMessages {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly quarantine: QuarantineRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { unassigned, limit, ...query }: QuarantineQuery): Promise<Page<QuarantinedMessage>> {
    const utility = utilityOf(caller, unassigned);
    const filter = { ...query, state: query.state ?? 'open', before: cursor.read(query.cursor), limit: limit + 1 };
    const found = await this.unitOfWork.run(utility, (tx) => this.quarantine.list(tx, filter));
    return pageOf(found, limit, ({ lastReceivedAt, id }) => cursor.write([lastReceivedAt.toISOString(), id]));
  }
}
