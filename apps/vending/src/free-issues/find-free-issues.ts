import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { readMeterNumber } from '../meters/meter.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { FreeIssue, FreeIssueState } from './free-issue.js';
import type { FreeIssueRepository } from './free-issue.repository.js';

export interface FreeIssueQuery extends PageQuery {
  /** As the label spells it. */
  readonly meterNumber?: string | undefined;
  readonly state?: FreeIssueState | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** What was given at the caller's utility, or waits for a second person, newest first. */
export class FindFreeIssues {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly issues: FreeIssueRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid`; {VendingError} `vending.meter_number_invalid`, `vending.staff_required` */
  async execute(caller: Principal, { meterNumber: written, state, limit, ...query }: FreeIssueQuery): Promise<Page<FreeIssue>> {
    requireStaff(caller);
    const [before] = cursor.read(query.cursor) ?? [];
    const meterNumber = written === undefined ? undefined : readMeterNumber(written).meterNumber;
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.issues.list(tx, { state, meterNumber, before, limit: limit + 1 }));
    return pageOf(found, limit, ({ freeIssueId }) => cursor.write([freeIssueId]));
  }
}
