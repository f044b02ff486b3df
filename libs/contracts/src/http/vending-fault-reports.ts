import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { writtenMeterNumber } from './written-meter-number.js';

const faultReport = z
  .object({
    reportId: z.uuid().describe('the reference that the till was told'),
    kind: z.string().describe('what is said to be wrong, as the door that it came by calls it'),
    description: z.string().optional(),
    meterNumber: z.string().optional().describe('absent where the network is meant, or no meter was named'),
    customer: z
      .object({
        name: z.string().optional(),
        address: z.string().optional(),
        contactNo: z.string().optional(),
        accountNumber: z.string().optional(),
        locationReference: z.string().optional(),
      })
      .optional()
      .describe('as the till has written it down'),
    door: z.enum(['xmlvend', 'electrum']),
    vendorId: z.uuid(),
    reportedBy: z.string(),
    reportedAt: z.iso.datetime(),
  })
  .meta({ id: 'FaultReport', description: 'what a customer has told a till of a meter or the network' });
export type FaultReportAnswer = Wire<typeof faultReport>;

export const faultReportEndpoints = {
  listFaultReports: endpoint({
    method: 'GET',
    path: '/v1/fault-reports',
    summary: 'What customers have reported at tills, newest first',
    tag: 'Fault reports',
    access: { roles: ['operator', 'clerk', 'engineer'] },
    query: pageQuery({ meterNumber: writtenMeterNumber('vending.meter_number_invalid').optional() }),
    answers: { 200: pageAnswer(faultReport) },
    errors: ['vending.meter_number_invalid', 'vending.staff_required'],
  }),
} as const;
