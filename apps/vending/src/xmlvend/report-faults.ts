import type { Clock } from '@openprepay/persistence/clock';
import type { Message, Value } from '@openprepay/xmlvend';
import type { ReportFault } from '../fault-reports/report-fault.js';
import type { FindMeter } from '../meters/find-meter.js';
import { messageKey } from './message-key.js';
import type { Refusal } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import { answered } from './written-answer.js';
import { meterNumberIn } from './written-sale.js';

/** What a customer says at a till of a meter or of the network: kept, and told a reference. */
export class ReportFaults {
  constructor(
    private readonly findMeter: FindMeter,
    private readonly reportFault: ReportFault,
    private readonly clock: Clock,
  ) {}

  /** A message is one report. @throws {VendingError} as `FindMeter` */
  async execute(call: TillCall<Written<'CustReportFaultReq'>>): Promise<Message | Refusal> {
    const { terminal, asked } = call;
    const { custDetail, custFaultReport } = asked;
    const meterNumber = await this.meterNumber(call);
    if (typeof meterNumber === 'object') return meterNumber;
    const { reportId } = await this.reportFault.execute(terminal.principal, {
      ...{ door: 'xmlvend', reference: messageKey(asked, asked.msgID), kind: kindOf(custFaultReport), meterNumber },
      description: custFaultReport?.desc,
      customer: custDetail && customerOf(custDetail),
    });
    const custFaultLog = { refNo: reportId, ...(custDetail && { custDetail }), ...(custFaultReport && { faultReport: custFaultReport }) };
    return { element: 'custReportFaultResp', body: { type: 'CustReportFaultResp', ...answered(call, this.clock, 'Fault'), custFaultLog } };
  }

  /** Of the meter that is meant; undefined where it is the network. */
  private async meterNumber({ terminal, asked }: TillCall<Written<'CustReportFaultReq'>>): Promise<string | undefined | Refusal> {
    const info = asked.custFaultReport && 'meterInfo' in asked.custFaultReport ? asked.custFaultReport.meterInfo : undefined;
    if (!info) return undefined;
    const written = meterNumberIn(info);
    return typeof written === 'string' ? (await this.findMeter.execute(terminal.principal, { meterNumber: written })).meterNumber : written;
  }
}

/** As XMLVend calls it, written as everything else is: `MeterDead` is `meter-dead`. */
const kindOf = (report: Value<'CustFaultReport'> | undefined): string =>
  (report?.type ?? 'CustFaultReport').replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

const customerOf = ({ name, address, contactNo, accNo, locRef }: Value<'CustDetail'>) => ({
  ...{ name, address, contactNo },
  ...{ accountNumber: accNo, locationReference: locRef },
});
