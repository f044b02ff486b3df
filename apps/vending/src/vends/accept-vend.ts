import { TokenRequested } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { PricedVend } from '@openprepay/tariffs';
import { readMeterNumber, type Meter } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { TakeFloat } from '../vendors/take-float.js';
import { VendingError } from '../vending-error.js';
import type { SaleRepository } from './sale.repository.js';
import type { Seller } from '../seller.js';
import type { SupplyPricer } from './supply-pricer.js';
import { tokenRequest } from './token-request.js';
import type { SettledVend, Vend } from './vend.js';
import type { VendAnswers } from './vend-answers.js';
import { replay, type VendRequest } from './vend-request.js';
import type { VendRepository } from './vend.repository.js';

export interface AcceptVendCommand {
  readonly utility: string;
  readonly seller: Seller;
  /** As `readIdempotencyKey` gives it. */
  readonly idempotencyKey: string;
  readonly request: VendRequest;
}

export interface AcceptedVend {
  readonly vend: Vend;
  /** True where the key had made this vend before. */
  readonly replayed: boolean;
  /** The vend once the vault has answered; undefined if it has not in time. */
  readonly answer: () => Promise<SettledVend | undefined>;
}

/** Sells: money for units, and asks the vault for the token. What is refused stores nothing, so it may be tried again. */
export class AcceptVend {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly vends: VendRepository,
    private readonly sales: SaleRepository,
    private readonly pricer: SupplyPricer,
    private readonly float: TakeFloat,
    private readonly outbox: Outbox,
    private readonly answers: VendAnswers,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: a key of a seller makes one vend.
   * @throws {VendingError} `vending.idempotency_key_reused`, `vending.meter_number_invalid`, `vending.meter_unknown`,
   *   `vending.vendor_unknown`, `vending.vendor_float_insufficient`, and as `SupplyPricer.price`
   */
  async execute(command: AcceptVendCommand): Promise<AcceptedVend> {
    try {
      return await this.unitOfWork.run(command.utility, (tx) => this.sell(tx, command));
    } catch (error) {
      if (!isUniqueViolation(error, 'vend_idempotency_key')) throw error;
      // the key was raced on another meter, whose lock does not keep us apart: its vend is there now
      return this.unitOfWork.run(command.utility, (tx) => this.sell(tx, command));
    }
  }

  private async sell(tx: Tx, command: AcceptVendCommand): Promise<AcceptedVend> {
    const { seller, idempotencyKey, request } = command;
    const { meterNumber } = readMeterNumber(request.meterNumber);
    const meter = await this.meters.lock(tx, meterNumber);
    if (!meter) return this.replayOrRefuse(tx, command, meterNumber);

    const { supply, earlierVendId } = await this.sales.context(tx, meter, { vendorId: seller.vendorId, idempotencyKey });
    if (earlierVendId !== undefined) return this.replayed(tx, replay(await this.vends.get(tx, earlierVendId), request));

    const at = this.clock.now();
    const priced = await this.pricer.price(tx, supply, { tender: request.tender, at, purpose: 'sale' });
    const vend = acceptedVend(command, { vendId: this.clock.newId(), meter, priced, at });
    await this.sales.record(tx, vend, priced.nextState);
    await this.outbox.append(tx, TokenRequested, tokenRequest(vend, at));
    // last, so that a busy vendor's row is held for a moment only
    if (vend.vendorId !== undefined) await this.float.execute(tx, vend.vendorId, vend);
    const answer = this.answers.expect(tx, vend.vendId);
    return { vend, replayed: false, answer: () => answer };
  }

  private async replayOrRefuse(tx: Tx, { seller, idempotencyKey, request }: AcceptVendCommand, meterNumber: string): Promise<AcceptedVend> {
    const earlier = await this.vends.findByKey(tx, seller.vendorId, idempotencyKey);
    if (earlier) return this.replayed(tx, replay(earlier, request));
    throw new VendingError('vending.meter_unknown', `there is no meter ${meterNumber}`);
  }

  private replayed({ utility }: Tx, vend: Vend): AcceptedVend {
    return { vend, replayed: true, answer: () => this.answers.of(utility, vend.vendId) };
  }
}

interface Sale {
  readonly vendId: string;
  readonly meter: Meter;
  readonly priced: PricedVend;
  readonly at: Date;
}

const acceptedVend = ({ seller, idempotencyKey, request }: AcceptVendCommand, { vendId, meter, priced, at }: Sale): Vend => ({
  vendId,
  vendorId: seller.vendorId,
  idempotencyKey,
  soldBy: seller.soldBy,
  meter: { meterNumber: meter.meterNumber, meterPan: meter.meterPan, keyData: meter.keyData },
  supplyId: meter.supplyId,
  accountNumber: meter.accountNumber,
  commodity: meter.commodity,
  currency: priced.currency,
  tenderMinor: priced.tenderMinor,
  paymentMethod: request.paymentMethod,
  tariff: priced.tariff,
  lines: priced.lines,
  effect: { month: priced.month, unitsTenths: priced.unitsTenths, fixedChargesTaken: priced.fixedChargesTaken },
  debtsTaken: priced.debtsTaken,
  acceptedAt: at,
  outcome: { state: 'awaiting-token' },
  delivery: { state: 'none' },
});
