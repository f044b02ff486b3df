import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type FaultReport, lineOf, type ReportingCustomer } from './fault-report.js';
import type { FaultReportRepository } from './fault-report.repository.js';

export type ReportFaultCommand = Pick<FaultReport, 'door' | 'reference' | 'kind'> & {
  readonly description?: string | undefined;
  /** Of a meter that there is. */
  readonly meterNumber?: string | undefined;
  readonly customer?: ReportingCustomer | undefined;
};

/** Keeps what a customer has told a till, for the utility's people to look at. Safe to repeat: a message is one report. */
export class ReportFault {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reports: FaultReportRepository,
    private readonly clock: Clock,
  ) {}

  async execute(caller: Principal & { readonly vendorId: string }, command: ReportFaultCommand): Promise<FaultReport> {
    const { door, reference, kind, meterNumber } = command;
    const report: FaultReport = {
      reportId: this.clock.newId(),
      ...{ vendorId: caller.vendorId, door, reference, kind, meterNumber },
      description: lineOf(command.description),
      customer: linesOf(command.customer),
      reportedBy: caller.username,
      reportedAt: this.clock.now(),
    };
    return this.unitOfWork.run(caller.utility, (tx) => this.reports.keep(tx, report));
  }
}

function linesOf(customer: ReportingCustomer | undefined): ReportingCustomer | undefined {
  const said = Object.entries(customer ?? {}).flatMap(([name, text]) => {
    const line = lineOf(text as string | undefined);
    return line === undefined ? [] : [[name, line] as const];
  });
  return said.length === 0 ? undefined : Object.fromEntries(said);
}
