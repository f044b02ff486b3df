import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { FaultReportRepository } from './fault-report.repository.js';
import { FaultReportsController } from './fault-reports.controller.js';
import { FindFaultReports } from './find-fault-reports.js';
import { ReportFault } from './report-fault.js';

/** What customers tell tills of meters and of the network. */
export const faultReports: Feature = {
  controllers: [FaultReportsController],
  providers: [
    provide(FaultReportRepository, []),
    provide(ReportFault, [UnitOfWork, FaultReportRepository, CLOCK]),
    provide(FindFaultReports, [UnitOfWork, FaultReportRepository]),
  ],
};
