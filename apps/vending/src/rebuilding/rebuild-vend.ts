import type { EventData } from '@openprepay/contracts/event';
import { paidBy } from '@openprepay/contracts/http/vending-vends';
import type { CommissionKind } from '@openprepay/contracts/http/vending-commissions';
import { isKnown, memberText } from '@openprepay/contracts/open-enum';
import { present } from '@openprepay/contracts/present';
import type { VendCompleted } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths } from '@openprepay/quantities';
import {
  grantUnits,
  monthAt,
  priceTender,
  type PricedVend,
  type PricedLine,
  type SupplyState,
  TariffError,
  type VendEffect,
  type YearMonth,
} from '@openprepay/tariffs';
import { earnedBy, type VendCommission } from '../commissions/commission.js';
import type { FeeRepository } from '../commissions/fee.repository.js';
import type { Meter } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { outstandingDebt } from '../pricing/account-pricing.js';
import type { CompiledTariffs } from '../pricing/compiled-tariffs.js';
import type { DebtRepository } from '../pricing/debt.repository.js';
import { soldNow } from '../sales/sales.js';
import type { SalesRepository } from '../sales/sales.repository.js';
import type { SaleRepository } from '../selling/sale.repository.js';
import type { ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import type { SupplyRepository } from '../supplies/supply.repository.js';
import type { ClosedKeyRepository } from '../vend/closed-key.repository.js';
import { type CompletedVend, isCompleted, isReversed, isSettled, sellerName } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import type { FloatRepository } from '../vendors/float.repository.js';
import type { RebuildDebts } from './rebuild-debts.js';
import type { RebuildIssue } from './rebuild-issue.js';

type Said = EventData<typeof VendCompleted>;

/**
 * `made`: it was not known. `completed`: it had been accepted, and has its outcome now. `contradicts`: what is stored is another
 * outcome. `meter-unknown`: its meter is not here. `receipt-taken`: not made, since its receipt number was given again. Made, and for people
 * to look at: `float-short`, whose vendor's float does not cover it, so that nothing was taken; `sold-again`, whose request has sold once
 * more since the restore; `key-closed`, of whose request somebody was told since that it has sold nothing; `given-again`, units that somebody
 * has given once more.
 */
export type RebuiltVend =
  | 'made'
  | 'completed'
  | 'known'
  | 'contradicts'
  | 'meter-unknown'
  | 'receipt-taken'
  | 'float-short'
  | 'sold-again'
  | 'key-closed'
  | 'given-again';

/** A vend that customers hold and the books have, as the others were told of it, with all that it did here. */
export class RebuildVend {
  constructor(
    private readonly vends: VendRepository,
    private readonly meters: MeterRepository,
    private readonly supplies: SupplyRepository,
    private readonly sales: SaleRepository,
    private readonly sums: SalesRepository,
    private readonly tariffs: CompiledTariffs,
    private readonly debts: DebtRepository,
    private readonly floats: FloatRepository,
    private readonly fees: FeeRepository,
    private readonly receiptNumbers: ReceiptNumbers,
    private readonly closedKeys: ClosedKeyRepository,
    private readonly issue: RebuildIssue,
    private readonly paidDebts: RebuildDebts,
  ) {}

  /**
   * Safe to repeat; of one meter in the order of its vends.
   * @param lookedAt it was for people to look at before: what its float did not cover then is taken where it does now
   */
  async execute(tx: Tx, said: Said, lookedAt = false): Promise<RebuiltVend> {
    const rebuilt = await this.rebuild(tx, said, lookedAt);
    if (!STORED.includes(rebuilt) || (await this.issue.execute(tx, said)) === 'done') return rebuilt;
    return 'given-again';
  }

  private async rebuild(tx: Tx, said: Said, lookedAt: boolean): Promise<RebuiltVend> {
    const meter = await this.meters.lock(tx, said.meterNumber);
    const [known] = await this.vends.lockAll(tx, [said.vendId]);
    if (known && isSettled(known)) {
      if (!(isCompleted(known) || isReversed(known)) || known.outcome.receiptNumber !== said.receiptNumber) return 'contradicts';
      return lookedAt && isCompleted(known) && !(await this.isPaid(tx, known)) ? this.pay(tx, known, 'known') : 'known';
    }
    if ((known ?? meter) && (await this.receiptNumbers.isGiven(tx, said.receiptNumber))) return this.leaveOut(tx, said, meter);
    if (known) {
      const completed = { ...known, outcome: outcomeOf(said) };
      await this.fees.pay(tx, [known.vendId], said.completedAt);
      await this.vends.settle(tx, [completed]);
      await this.sums.add(tx, [soldNow(completed)]);
      await this.receiptNumbers.passBy(tx, said.receiptNumber);
      return 'completed';
    }
    return meter ? this.make(tx, said, meter) : 'meter-unknown';
  }

  private async make(tx: Tx, said: Said, meter: Meter): Promise<RebuiltVend> {
    const { nextState, effect } = await this.effectOf(tx, said, meter);
    const told = vendOf(said, meter, effect);
    const key = await this.keyOf(tx, told);
    const vend = key === 'free' ? told : { ...told, idempotencyKey: `rebuilt ${told.vendId}` };
    await this.paidDebts.execute(tx, vend.accountNumber, { currency: vend.currency, debts: vend.debtsTaken });
    await this.sales.record(tx, vend, nextState);
    await this.sums.add(tx, [soldNow(vend)]);
    await this.receiptNumbers.passBy(tx, said.receiptNumber);
    return this.pay(tx, vend, key === 'free' ? 'made' : key);
  }

  /** What has come of its key since the restore: of another sale, or of somebody who was told that there was none, it is that one's. */
  private async keyOf(tx: Tx, vend: CompletedVend): Promise<'free' | 'sold-again' | 'key-closed'> {
    if (await this.vends.findByKey(tx, vend, vend.idempotencyKey)) return 'sold-again';
    return (await this.closedKeys.isClosed(tx, vend.idempotencyKey, sellerName(vend))) ? 'key-closed' : 'free';
  }

  private async isPaid(tx: Tx, { vendorId, vendId }: CompletedVend): Promise<boolean> {
    return vendorId === undefined || this.floats.hasPaid(tx, vendorId, vendId);
  }

  private async pay(tx: Tx, vend: CompletedVend, paid: RebuiltVend): Promise<RebuiltVend> {
    const { vendorId, vendId, tenderMinor: amountMinor, currency, acceptedAt: at } = vend;
    const commissionMinor = earnedBy(vend.commission);
    if (vendorId === undefined || (amountMinor === 0n && commissionMinor === 0n)) return paid;
    const payment = { kind: 'vend', causeId: vendId, amountMinor, commissionMinor, currency, at } as const;
    return (await this.floats.pay(tx, vendorId, payment)) ? paid : 'float-short';
  }

  /** Its receipt is another's. Whoever repeats its request is not to have it a second time, nor the free units of its month by another. */
  private async leaveOut(tx: Tx, said: Said, meter: Meter | undefined): Promise<'receipt-taken'> {
    const { vendId, vendorId, sale } = said;
    const [known] = await this.vends.lockAll(tx, [vendId]);
    if (known) return 'receipt-taken';
    if (sale) {
      const { idempotencyKey, soldBy, acceptedAt: closedAt } = sale;
      await this.closedKeys.close(tx, { idempotencyKey, seller: sellerName({ vendorId, soldBy }), closedBy: soldBy, closedAt });
    }
    await this.issue.leaveOut(tx, said);
    await this.changeFreeMonth(tx, { said, meter }, (had, month) => (had === undefined || had < month ? month : had));
    return 'receipt-taken';
  }

  /**
   * It was left out, and had been taken back: the free units of its month are due again, unless they were given by another since the
   * restore. Safe to repeat.
   */
  async leaveOutReversed(tx: Tx, said: Said): Promise<void> {
    const meter = await this.meters.lock(tx, said.meterNumber);
    if (!meter) return;
    await this.changeFreeMonth(tx, { said, meter }, async (had, month) =>
      had === month && !(await this.vends.hasFreeUnits(tx, meter.supplyId, month)) ? undefined : had,
    );
  }

  /** The month whose free units a supply had last, where a vend gave those of a month. */
  private async changeFreeMonth(
    tx: Tx,
    { said, meter }: { readonly said: Said; readonly meter: Meter | undefined },
    change: (had: YearMonth | undefined, month: YearMonth) => Promise<YearMonth | undefined> | YearMonth | undefined,
  ): Promise<void> {
    if (said.grant?.kind !== 'free-basic' || !meter) return;
    const state = await this.supplies.lock(tx, meter.supplyId);
    const freeUnitsMonth = await change(state.freeUnitsMonth, await this.monthOf(tx, said, state));
    await this.supplies.save(tx, meter.supplyId, { ...state, freeUnitsMonth });
  }

  /** The month in which free units were given, of the tariff's time zone where it is known. */
  private async monthOf(tx: Tx, { tariff, ...said }: Said, state: SupplyState): Promise<YearMonth> {
    const at = acceptedAtOf(said);
    const versions = await this.tariffs.versions(tx, tariff.code, tariff.version);
    try {
      const due = { ...state, freeUnitsMonth: undefined };
      return grantUnits({ versions, at, state: due, grant: { kind: 'free-basic' } }).month;
    } catch (error) {
      if (!(error instanceof TariffError)) throw error;
      return monthAt('UTC', at.getTime());
    }
  }

  /** Priced again, a vend does to its supply what it did; its units are what was sold, whatever is known of its tariff here. */
  private async effectOf(tx: Tx, said: Said, meter: Meter): Promise<{ readonly nextState: SupplyState; readonly effect: VendEffect }> {
    const { tenderMinor, unitsTenths, tariff, accountNumber } = said;
    const grant = present({ grant: said.grant });
    const at = acceptedAtOf(said);
    const state = await this.supplies.lock(tx, meter.supplyId);
    const debts = accountNumber === undefined ? [] : await this.debts.lockOfAccount(tx, accountNumber);
    const versions = await this.tariffs.versions(tx, tariff.code, tariff.version);
    try {
      const priced: PricedVend = said.grant
        ? grantUnits({ versions, at, state, grant: { kind: said.grant.kind, unitsTenths } })
        : priceTender({ ...{ versions, at, tenderMinor, state }, debts: debts.map(outstandingDebt) });
      const { nextState, month, fixedChargesTaken } = priced;
      const tenths = creditTenths(nextState.unitsThisMonth.tenths - counted(priced) + counted(said));
      return {
        nextState: { ...nextState, unitsThisMonth: { month, tenths } },
        effect: { month, unitsTenths, fixedChargesTaken, ...grant },
      };
    } catch (error) {
      if (!(error instanceof TariffError)) throw error;
      const month = monthAt('UTC', at.getTime());
      const before = state.unitsThisMonth.month === month ? state.unitsThisMonth.tenths : 0n;
      const unitsThisMonth = { month, tenths: creditTenths(before + counted(said)) };
      const given = said.grant?.kind === 'free-basic' ? { freeUnitsMonth: month } : {};
      return { nextState: { ...state, unitsThisMonth, ...given }, effect: { month, unitsTenths, fixedChargesTaken: [], ...grant } };
    }
  }
}

/** Of what there is a vend. */
const STORED: readonly RebuiltVend[] = ['made', 'completed', 'known', 'float-short', 'sold-again', 'key-closed'];

/** Units that fill the blocks of their month. */
const counted = ({ unitsTenths, grant }: Pick<Said, 'unitsTenths' | 'grant'>): bigint =>
  grant?.countsTowardBlocks === false ? 0n : unitsTenths;

const acceptedAtOf = ({ sale, completedAt }: Pick<Said, 'sale' | 'completedAt'>): Date => sale?.acceptedAt ?? completedAt;

const outcomeOf = ({ receiptNumber, tokens, keyChangeTokens, completedAt, sale }: Said): CompletedVend['outcome'] => ({
  state: 'completed',
  receiptNumber,
  tokens: tokens.map(({ kind, ...token }) => ({ ...token, kind: memberText(kind) })),
  ...(keyChangeTokens ? { keyChangeTokens } : {}),
  sampleTables: sale?.sampleTables ?? false,
  completedAt,
});

/** A kind that this version does not know is a later one's. */
export const commissionFromEvent = ({ version, parts }: NonNullable<Said['commission']>): VendCommission => ({
  version,
  parts: parts.map(({ kind, amountMinor }) => ({ kind: memberText(kind) as CommissionKind, amountMinor })),
});

function vendOf(said: Said, { meterNumber, meterPan, keyData, supplyId, commodity }: Meter, effect: VendEffect): CompletedVend {
  const lines = said.lines as readonly PricedLine[];
  return {
    vendId: said.vendId,
    vendorId: said.vendorId,
    // Of a vend that was told of without it: nobody asks by this one.
    idempotencyKey: said.sale?.idempotencyKey ?? `rebuilt ${said.vendId}`,
    soldBy: said.sale?.soldBy ?? 'unknown',
    meter: { meterNumber, meterPan, keyData },
    supplyId,
    accountNumber: said.accountNumber,
    commodity: isKnown(said.commodity) ? said.commodity : commodity,
    currency: said.currency,
    tenderMinor: said.tenderMinor,
    unitsAskedTenths: said.sale?.unitsAskedTenths,
    paymentMethod: paidBy.parse(said.paymentMethod),
    tariff: said.tariff,
    lines,
    effect,
    debtsTaken: lines.flatMap((line) =>
      line.kind === 'debt' ? [{ debtId: line.debtId, code: line.code, amountMinor: line.amountMinor }] : [],
    ),
    blocks: said.sale?.blocks && present(said.sale.blocks),
    commission: said.commission && commissionFromEvent(said.commission),
    acceptedAt: acceptedAtOf(said),
    stuckSince: undefined,
    cancellation: undefined,
    outcome: outcomeOf(said),
    delivery: { state: 'none' },
    reprints: 0,
  };
}
