import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { FreeIssueRepository } from '../free-issues/free-issue.repository.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { VendRepository } from '../vend/vend.repository.js';
import { readMeterNumber } from '../meters/meter.js';
import type { ReplacedMeter, Replacement } from './replacement.js';
import type { ReplacementRepository } from './replacement.repository.js';

/** What took the place of a meter, and what came of its credit. */
export class FindReplacement {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly replacements: ReplacementRepository,
    private readonly issues: FreeIssueRepository,
    private readonly vends: VendRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * By what the meter was replaced, if it was.
   * @throws {VendingError} `vending.meter_number_invalid`
   */
  async ofMeter({ utility }: Principal, writtenNumber: string): Promise<Replacement | undefined> {
    const { meterNumber } = readMeterNumber(writtenNumber);
    return this.unitOfWork.run(utility, (tx) => this.replacements.ofMeter(tx, meterNumber));
  }

  /** The meter was replaced. */
  execute(
    { utility, timeZone }: Principal,
    { meterNumber, replayed }: { readonly meterNumber: string; readonly replayed: boolean },
  ): Promise<ReplacedMeter> {
    return this.unitOfWork.run(utility, async (tx) => {
      const replacement = await this.replacements.ofMeter(tx, meterNumber);
      const found = replacement && (await this.meters.find(tx, replacement.newMeterNumber));
      if (!replacement || !found) throw new Error(`nothing has taken the place of meter ${meterNumber}`);
      const [newMeter] = await this.meters.warned(tx, [found], { at: this.clock.now(), timeZone });
      const { freeIssueId } = replacement;
      const issue = freeIssueId === undefined ? undefined : await this.issues.require(tx, freeIssueId);
      const decision = issue?.decision;
      const vend = decision?.state === 'issued' ? await this.vends.find(tx, decision.vendId) : undefined;
      return { replacement, newMeter: newMeter!, credit: issue && { issue, vend }, replayed };
    });
  }
}
