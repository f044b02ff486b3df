import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { UNITS } from '@openprepay/sts';
import type { CountPeople } from '../free-issues/count-people.js';
import type { FreeIssue } from '../free-issues/free-issue.js';
import type { FreeIssueRepository } from '../free-issues/free-issue.repository.js';
import { type MeterKeyData, readMeterNumber, requireInUse } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { personOf } from '../person.js';
import type { Accept } from '../selling/accepted-vend.js';
import { type GivenUnits, readGivenUnits, readTenths } from '../selling/sale-request.js';
import type { SellVend } from '../selling/sell-vend.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { VendingError } from '../vending-error.js';
import type { FindReplacement } from './find-replacement.js';
import type { ReplacedMeter, Replacement } from './replacement.js';
import type { ReplacementRepository } from './replacement.repository.js';
import type { TakePlace } from './take-place.js';

export interface ReplaceMeterCommand {
  /** Both as their labels spell them. */
  readonly meterNumber: string;
  readonly newMeterNumber: string;
  readonly keyData: MeterKeyData;
  readonly modelCode: string | undefined;
  /** What was left on the old one. */
  readonly unitsLeft: GivenUnits | undefined;
  readonly reason: string;
}

interface Placing {
  readonly replacement: Replacement;
  readonly keyData: MeterKeyData;
  readonly modelCode: string | undefined;
  readonly credit: Omit<FreeIssue, 'takesTwo' | 'decision'> | undefined;
}

/**
 * Puts a meter in the place of another one, and credits it with what was left on that one, once: in the same transaction, or when a
 * second person wants it too.
 */
export class ReplaceMeter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly takePlace: TakePlace,
    private readonly replacements: ReplacementRepository,
    private readonly issues: FreeIssueRepository,
    private readonly countPeople: CountPeople,
    private readonly sellVend: SellVend,
    private readonly findReplacement: FindReplacement,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: a meter is replaced once, and repeating it gives that replacement.
   * @throws {VendingError} as `TakePlace`, `vending.units_invalid`, `vending.unit_mismatch`, `vending.staff_required`, and as `SellVend` does for a
   *   supply that cannot be priced
   */
  async execute(caller: Principal, command: ReplaceMeterCommand): Promise<ReplacedMeter> {
    requireStaff(caller);
    const { meterNumber } = readMeterNumber(command.meterNumber);
    const { meterNumber: newMeterNumber } = readMeterNumber(command.newMeterNumber);
    try {
      await this.place(caller, await this.placingOf(caller, { ...command, meterNumber, newMeterNumber }));
      return await this.findReplacement.execute(caller, { meterNumber, replayed: false });
    } catch (error) {
      if (!(error instanceof VendingError)) throw error;
      // the meters are in their places; what the vault refused shows on the credit
      if (error.code === 'vending.token_refused') return this.findReplacement.execute(caller, { meterNumber, replayed: false });
      const earlier =
        error.code === 'vending.meter_replaced' ? await this.findReplacement.execute(caller, { meterNumber, replayed: true }) : undefined;
      if (earlier?.replacement.newMeterNumber === newMeterNumber) return earlier;
      throw error;
    }
  }

  private async placingOf(caller: Principal, { unitsLeft, ...command }: ReplaceMeterCommand): Promise<Placing> {
    const { meterNumber, newMeterNumber, reason, keyData, modelCode } = command;
    const old = await this.unitOfWork.run(caller.utility, (tx) => this.meters.find(tx, meterNumber));
    if (!old) throw new VendingError('vending.meter_unknown', `there is no meter ${meterNumber}`);
    requireInUse(old);
    const [replacementId, freeIssueId] = [this.clock.newId(), this.clock.newId()];
    const by = personOf(caller);
    const at = this.clock.now();
    const replacement = { replacementId, meterNumber, newMeterNumber, reason, replacedBy: by, replacedAt: at };
    const left = typeof unitsLeft === 'string' ? { value: unitsLeft, unit: UNITS[old.commodity] } : unitsLeft;
    if (!left || readTenths(left.value) === 0n)
      return { replacement: { ...replacement, freeIssueId: undefined }, keyData, modelCode, credit: undefined };
    const units = readGivenUnits(left);
    if (units.unit !== UNITS[old.commodity]) {
      throw new VendingError('vending.unit_mismatch', `a meter for ${old.commodity} counts ${UNITS[old.commodity]}, not ${units.unit}`);
    }
    const credit: Placing['credit'] = {
      ...{ kind: 'replacement', replacementId },
      ...{ freeIssueId, idempotencyKey: `replacement:${replacementId}`, meterNumber: newMeterNumber, ...units },
      ...{ reason, requestedBy: by, requestedAt: at },
    };
    return { replacement: { ...replacement, freeIssueId }, keyData, modelCode, credit };
  }

  private async place(caller: Principal, placing: Placing): Promise<void> {
    const { credit, replacement } = placing;
    const placed = await this.unitOfWork.run(caller.utility, (tx) => this.withoutVend(tx, caller, placing));
    if (placed || !credit) return;
    const { newMeterNumber: meterNumber } = replacement;
    const { kind, idempotencyKey, unitsTenths, unit, requestedBy } = credit;
    await this.sellVend.execute(caller, {
      ...{ meterNumber, idempotencyKey, paymentMethod: 'none', free: { grant: { kind, unitsTenths }, unit } },
      issue: { soldBy: requestedBy.username, keySeenTo: true, within: (tx, accept) => this.withVend(tx, accept, { caller, placing }) },
    });
  }

  /** @returns false where one person is enough for the credit, which comes with its vend */
  private async withoutVend(tx: Tx, caller: Principal, { replacement, credit, ...placing }: Placing): Promise<boolean> {
    if (credit) {
      await this.issues.lockPerson(tx, caller.subject);
      if (!(await this.countPeople.takesTwo(tx, caller, credit))) return false;
    }
    await this.takePlace.execute(tx, { ...placing, ...replacement, by: replacement.replacedBy });
    if (credit) await this.issues.insert(tx, { ...credit, takesTwo: true, decision: undefined });
    await this.replacements.insert(tx, replacement);
    return true;
  }

  /** The meters, the credit's vend and the record of both, all or none. */
  private async withVend(
    tx: Tx,
    accept: Accept,
    { caller, placing: { replacement, credit, ...placing } }: { readonly caller: Principal; readonly placing: Placing },
  ): ReturnType<Accept> {
    if (!credit) throw new Error('a vend is made of credit');
    await this.issues.lockPerson(tx, caller.subject);
    if (await this.countPeople.takesTwo(tx, caller, credit)) {
      throw new VendingError('vending.seller_busy', 'other units were given meanwhile: try again', { retryAfterSeconds: 1 });
    }
    await this.takePlace.execute(tx, { ...placing, ...replacement, by: replacement.replacedBy });
    const accepted = await accept();
    if (typeof accepted === 'string') {
      // nothing of it is to be stored: what has been done so far goes with the transaction
      throw new VendingError('vending.pricing_unknown', 'the tariff or the account of this meter has not been heard of yet', {
        retryAfterSeconds: 2,
      });
    }
    const decision = { state: 'issued', vendId: accepted.vend.vendId, decidedBy: undefined, decidedAt: credit.requestedAt } as const;
    await this.issues.insert(tx, { ...credit, takesTwo: false, decision });
    await this.replacements.insert(tx, replacement);
    return accepted;
  }
}
