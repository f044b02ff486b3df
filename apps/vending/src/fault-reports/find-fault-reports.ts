import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { readMeterNumber } from '../meters/meter.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { FaultReport } from './fault-report.js';
import type { FaultReportRepository } from './fault-report.repository.js';

export interface FaultReportQuery extends PageQuery {
  /** As the label spells it. */
  readonly meterNumber?: string | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** What customers have reported, newest first, for the utility's own people: it has names and addresses. */
export class FindFaultReports {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reports: FaultReportRepository,
  ) {}

  /** @throws {VendingError} `vending.meter_number_invalid`, `vending.staff_required`; {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { limit, ...query }: FaultReportQuery): Promise<Page<FaultReport>> {
    requireStaff(caller);
    const [before] = cursor.read(query.cursor) ?? [];
    const meterNumber = query.meterNumber === undefined ? undefined : readMeterNumber(query.meterNumber).meterNumber;
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.reports.list(tx, { meterNumber, before, limit: limit + 1 }));
    return pageOf(found, limit, ({ reportId }) => cursor.write([reportId]));
  }
}
