import type { FaultReportAnswer } from '@openprepay/contracts/http/vending-fault-reports';
import { present } from '@openprepay/contracts/present';
import type { FaultReport } from './fault-report.js';

export const faultReportToApi = ({
  reference: _theirs,
  reportedAt,
  description,
  meterNumber,
  customer,
  ...report
}: FaultReport): FaultReportAnswer => ({
  ...report,
  ...present({ description, meterNumber }),
  ...(customer && { customer: present({ ...customer }) }),
  reportedAt: reportedAt.toISOString(),
});
