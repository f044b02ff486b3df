import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { moneyMinor } from '@openprepay/quantities';
import type { HandOverSet } from '../key-changes/hand-over-set.js';
import type { ReportFault } from '../fault-reports/report-fault.js';
import type { FindMeter } from '../meters/find-meter.js';
import type { EnterSandbox } from '../sandbox/enter-sandbox.js';
import type { FindTenderLimits, TenderLimits } from '../selling/find-tender-limits.js';
import type { FindVends } from '../vend/find-vends.js';
import { isCompleted } from '../vend/vend.js';
import { type ClientCall, isRehearsed, messageOf, purchaseKey } from './client-call.js';
import type { ElectrumMessageRepository } from './electrum-message.repository.js';
import { ElectrumRefusal, unlocated } from './electrum-refusal.js';
import type { Members } from './members.js';
import { keyChangeScenario, lookUpScenario } from './scenario-meters.js';
import type { WritePurchase } from './write-purchase.js';
import {
  adviceRequest,
  echoOf,
  faultReport,
  type FaultReportRequest,
  lookupRequest,
  readMessage,
  reprintRequest,
} from './written-request.js';
import { customerOf, ledgerAmount, meterOf, utilityOf } from './written-sale.js';

/** How far back a reprint looks among the vendor's sales to a meter. */
const LOOKED_AT = 100;

/** What clients ask about meters and what was sold to them; nothing is sold here. */
export class LookUp {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messages: ElectrumMessageRepository,
    private readonly findMeter: FindMeter,
    private readonly findVends: FindVends,
    private readonly handOverSet: HandOverSet,
    private readonly sandbox: EnterSandbox,
    private readonly writePurchase: WritePurchase,
    private readonly reportFault: ReportFault,
    private readonly tenderLimits: FindTenderLimits,
    private readonly clock: Clock,
  ) {}

  async meter(call: ClientCall): Promise<Members> {
    const asked = readMessage(lookupRequest, call.body, { id: call.params['requestId'] ?? '' });
    const { meterId } = asked.meter;
    if (isRehearsed(call, meterId)) return { ...echoOf(asked), ...lookUpScenario(meterId) };
    const meter = await this.find(call, meterId);
    const { meterNumber, keyData, commodity, accountNumber } = meter;
    return {
      ...limitsOf(await this.tenderLimits.execute(call.principal, meter)),
      ...echoOf(asked),
      meter: meterOf(meterNumber, keyData, commodity),
      customer: customerOf(accountNumber),
      utility: utilityOf(call.principal.utility, call.principal.sandbox),
    };
  }

  /** The vendor's last sale to the meter, or the one of a purchase or with a receipt. @throws {ElectrumRefusal} `UNABLE_TO_LOCATE_RECORD` */
  async reprint(call: ClientCall): Promise<Members> {
    const asked = readMessage(reprintRequest, call.body, { id: call.params['requestId'] ?? '' });
    const { originalRef } = asked;
    const { items } = await this.findVends.execute(call.principal, { meterNumber: asked.meter.meterId, limit: LOOKED_AT });
    const vend = items
      .filter(isCompleted)
      .find(
        ({ idempotencyKey, outcome }) =>
          originalRef === undefined || outcome.receiptNumber === originalRef || idempotencyKey === purchaseKey(originalRef),
      );
    if (!vend) throw unlocated('sale of yours to this meter');
    return this.writePurchase.execute(call.principal, asked, vend);
  }

  /** @throws {ElectrumRefusal} `TRANSACTION_DECLINED` where the meter has the key that it is to have */
  async keyChange(call: ClientCall): Promise<Members> {
    const asked = readMessage(lookupRequest, call.body, { id: call.params['requestId'] ?? '' });
    const { meterId } = asked.meter;
    const answer = isRehearsed(call, meterId) ? keyChangeScenario(meterId) : await this.openSet(call, meterId);
    await this.keep(call, { kind: 'key-change', messageId: asked.id, meterId });
    return { ...echoOf(asked), ...answer };
  }

  /** Kept. Whether the meter has the key is the meter's own to say, or an engineer's. @throws {ElectrumRefusal} `UNABLE_TO_LOCATE_RECORD` */
  async confirmKeyChange(call: ClientCall): Promise<Members> {
    const { requestId = '', adviceId = '' } = call.params;
    const advice = readMessage(adviceRequest, call.body, { id: adviceId, requestId });
    const { utility, vendorId } = call.principal;
    const [original, earlier] = await this.unitOfWork.run(utility, async (tx) => [
      await this.messages.find(tx, vendorId, requestId),
      await this.messages.find(tx, vendorId, advice.id),
    ]);
    if (original?.kind !== 'key-change') throw unlocated(`key change request ${requestId}`);
    if (earlier?.kind !== 'key-change-confirmation' || earlier.originalId !== requestId.toLowerCase())
      await this.keep(call, { kind: 'key-change-confirmation', messageId: advice.id, originalId: requestId });
    return call.body as Members;
  }

  /** Kept, for the utility's people to look at. */
  async faultReport(call: ClientCall): Promise<Members> {
    const asked = readMessage(faultReport, call.body, { id: call.params['requestId'] ?? '' });
    const { meterId } = asked.meter;
    if (!isRehearsed(call, meterId)) await this.report(call, asked);
    await this.keep(call, { kind: 'fault-report', messageId: asked.id, meterId });
    return { ...echoOf(asked), reference: asked.id, description: `${asked.faultType} of meter ${meterId} is kept` };
  }

  /** Before its id is used: whoever has had no answer repeats it, and it is the same report. */
  private async report(call: ClientCall, { id, meter, faultType, faultDescription }: FaultReportRequest): Promise<void> {
    const { meterNumber } = await this.find(call, meter.meterId);
    const said = { kind: faultType, description: faultDescription, meterNumber };
    await this.reportFault.execute(call.principal, { door: 'electrum', reference: id.toLowerCase(), ...said });
  }

  private async openSet(call: ClientCall, meterId: string): Promise<Members> {
    const { meterNumber, keyData, commodity } = await this.find(call, meterId);
    const set = await this.handOverSet.execute(call.principal.utility, meterNumber);
    if (!set) throw new ElectrumRefusal(400, 'TRANSACTION_DECLINED', 'no key change is due');
    const amount = ledgerAmount(moneyMinor(0n), call.principal.currency);
    return {
      meter: {
        ...meterOf(meterNumber, keyData, commodity),
        keyChangeData: {
          newSupplyGroupCode: set.toKey.supplyGroupCode,
          newKeyRevisionNumber: String(set.toKey.keyRevision),
          newTariffIndex: set.toKey.tariffIndex,
        },
      },
      tokens: set.tokens.map(({ token }) => ({ tokenType: 'KC', units: 0, amount, token })),
    };
  }

  private async find({ principal }: ClientCall, meterId: string) {
    await this.sandbox.execute(principal, meterId);
    return this.findMeter.execute(principal, { meterNumber: meterId });
  }

  private async keep(call: ClientCall, message: Parameters<typeof messageOf>[1]): Promise<void> {
    await this.unitOfWork.run(call.principal.utility, (tx) => this.messages.insert(tx, messageOf(call, message, this.clock)));
  }
}

/** What a purchase may cost, and whether one of nothing has the free token of the month; a tariff that knows no largest one says none. */
const limitsOf = (limits: TenderLimits | undefined): Members =>
  limits === undefined
    ? {}
    : {
        minAmount: ledgerAmount(limits.minimumMinor, limits.currency),
        bsstDue: limits.freeUnitsDue,
        ...(limits.maximumMinor !== undefined && { maxAmount: ledgerAmount(limits.maximumMinor, limits.currency) }),
      };
