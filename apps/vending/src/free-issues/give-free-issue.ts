import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { UNITS } from '@openprepay/sts';
import { readMeterNumber } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { personOf } from '../person.js';
import type { UnitsWanted } from '../pricing/price-by-tariff.js';
import { type GivenUnits, readGivenUnits } from '../selling/sale-request.js';
import type { Accept } from '../selling/accepted-vend.js';
import type { SellVend, SoldVend } from '../selling/sell-vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { VendingError } from '../vending-error.js';
import type { CountPeople } from './count-people.js';
import { type FreeIssue, replay, requireOpen } from './free-issue.js';
import type { FreeIssueRepository } from './free-issue.repository.js';

export interface GiveFreeIssueCommand {
  /** As the label spells it. */
  readonly meterNumber: string;
  readonly units: GivenUnits;
  readonly reason: string;
  readonly idempotencyKey: string;
  /** Where it is what was left on a meter that this one has replaced. */
  readonly replacementId?: string | undefined;
}

/** What waits for a second person. */
export interface WaitingIssue {
  readonly issue: FreeIssue;
  readonly replayed: boolean;
}

type Wanted = Omit<FreeIssue, 'takesTwo' | 'decision'>;

/** Other units were given meanwhile, with which these take a second person. */
class TakesTwoNow extends Error {
  override readonly name = 'TakesTwoNow';
}

/** Units that nobody pays for: given at once by all that a sale goes through, or when a second person wants it too. */
export class GiveFreeIssue {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly vends: VendRepository,
    private readonly issues: FreeIssueRepository,
    private readonly countPeople: CountPeople,
    private readonly sellVend: SellVend,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: a key of a person gives once.
   * @throws {VendingError} `vending.units_invalid`, `vending.unit_mismatch`, `vending.meter_unknown`, `vending.idempotency_key_reused`,
   *   `vending.free_issue_decided` where it was refused, or what was left has been given, `vending.staff_required`, and as `SellVend`
   */
  async execute(caller: Principal, command: GiveFreeIssueCommand): Promise<SoldVend | WaitingIssue> {
    const { units, reason, idempotencyKey, replacementId, ...written } = command;
    requireStaff(caller);
    const { meterNumber } = readMeterNumber(written.meterNumber);
    const wanted: Wanted = {
      ...{ freeIssueId: this.clock.newId(), idempotencyKey, reason, meterNumber },
      ...(replacementId === undefined ? { kind: 'free-issue' } : { kind: 'replacement', replacementId }),
      ...(typeof units === 'string' ? await this.ofMeter(caller, meterNumber, units) : readGivenUnits(units)),
      requestedBy: personOf(caller),
      requestedAt: this.clock.now(),
    };
    const ask = (): Promise<WaitingIssue | string> => this.unitOfWork.run(caller.utility, (tx) => this.ask(tx, caller, wanted));
    const asked = await ask();
    if (typeof asked !== 'string') return asked;
    try {
      return await this.give(caller, wanted, asked);
    } catch (error) {
      const now = error instanceof TakesTwoNow ? await ask() : undefined;
      if (typeof now === 'object') return now;
      throw error;
    }
  }

  /** Units of what the meter counts. */
  private async ofMeter({ utility }: Principal, meterNumber: string, value: string): Promise<UnitsWanted> {
    const meter = await this.unitOfWork.run(utility, (tx) => this.meters.find(tx, meterNumber));
    if (!meter) throw new VendingError('vending.meter_unknown', `there is no meter ${meterNumber}`);
    return readGivenUnits({ value, unit: UNITS[meter.commodity] });
  }

  /** What waits; or the key of the vend, where one person is enough, or the units were given already. */
  private async ask(tx: Tx, caller: Principal, wanted: Wanted): Promise<WaitingIssue | string> {
    await this.issues.lockPerson(tx, caller.subject);
    const earlier = await this.issues.findByKey(tx, caller.subject, wanted.idempotencyKey);
    if (earlier) {
      const issue = replay(earlier, wanted);
      if (issue.decision?.state === 'issued') return (await this.vends.require(tx, issue.decision.vendId)).idempotencyKey;
      requireOpen(issue);
      return { issue, replayed: true };
    }
    const meter = await this.meters.find(tx, wanted.meterNumber);
    if (!meter) throw new VendingError('vending.meter_unknown', `there is no meter ${wanted.meterNumber}`);
    if (!(await this.countPeople.takesTwo(tx, caller, wanted))) return wanted.idempotencyKey;
    if (UNITS[meter.commodity] !== wanted.unit) {
      throw new VendingError(
        'vending.unit_mismatch',
        `a meter for ${meter.commodity} counts ${UNITS[meter.commodity]}, not ${wanted.unit}`,
      );
    }
    if (await this.vends.findByKey(tx, { vendorId: undefined, soldBy: caller.username }, wanted.idempotencyKey)) {
      throw new VendingError('vending.idempotency_key_reused', 'this Idempotency-Key was used for another request');
    }
    const issue: FreeIssue = { ...wanted, takesTwo: true, decision: undefined };
    await this.issues.insert(tx, issue);
    return { issue, replayed: false };
  }

  private give(caller: Principal, wanted: Wanted, idempotencyKey: string): Promise<SoldVend> {
    const { kind, meterNumber, unitsTenths, unit } = wanted;
    return this.sellVend.execute(caller, {
      ...{ meterNumber, idempotencyKey, paymentMethod: 'none', free: { grant: { kind, unitsTenths }, unit } },
      issue: { soldBy: caller.username, within: (tx, accept) => this.record(tx, caller, { wanted, accept }) },
    });
  }

  /** The vend and the record of who gave it, both or neither. */
  private async record(
    tx: Tx,
    caller: Principal,
    { wanted, accept }: { readonly wanted: Wanted; readonly accept: Accept },
  ): ReturnType<Accept> {
    await this.issues.lockPerson(tx, caller.subject);
    const earlier = await this.issues.findByKey(tx, caller.subject, wanted.idempotencyKey);
    if (!earlier && (await this.countPeople.takesTwo(tx, caller, wanted))) throw new TakesTwoNow();
    const accepted = await accept();
    if (typeof accepted === 'string' || accepted.replayed) return accepted;
    const decision = { state: 'issued', vendId: accepted.vend.vendId, decidedBy: undefined, decidedAt: wanted.requestedAt } as const;
    await this.issues.insert(tx, { ...wanted, takesTwo: false, decision });
    return accepted;
  }
}
