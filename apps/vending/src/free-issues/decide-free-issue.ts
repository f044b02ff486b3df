import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterRepository } from '../meters/meter.repository.js';
import { personOf } from '../person.js';
import type { Accept } from '../selling/accepted-vend.js';
import type { SellVend } from '../selling/sell-vend.js';
import type { SecondPerson } from '../terminals/second-person.js';
import type { Vend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { VendingError } from '../vending-error.js';
import { type FreeIssue, type FreeIssueDecision, requireOpen } from './free-issue.js';
import type { FreeIssueRepository } from './free-issue.repository.js';

/** Meters that have taken each other's place while one credit waited. */
const MAX_REPLACED = 20;

export interface DecideFreeIssueCommand {
  readonly freeIssueId: string;
  /** Why it is not to be; undefined where it is. */
  readonly refusal: string | undefined;
}

export interface DecidedIssue {
  readonly issue: FreeIssue;
  readonly vend: Vend | undefined;
}

/** Gives the units that another person wants given; or says why not. Both stand in the record, and in the vend's the one who asked. */
export class DecideFreeIssue {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly issues: FreeIssueRepository,
    private readonly vends: VendRepository,
    private readonly meters: MeterRepository,
    private readonly secondPerson: SecondPerson,
    private readonly sellVend: SellVend,
    private readonly clock: Clock,
  ) {}

  /**
   * Whoever asked may refuse it: that takes it back.
   * @throws {VendingError} `vending.free_issue_unknown`, `vending.free_issue_decided`, `vending.staff_required`, and as `SellVend`;
   *   {SecondPersonRequired} `vending.second_person_required`
   */
  async execute(caller: Principal, { freeIssueId, refusal }: DecideFreeIssueCommand): Promise<DecidedIssue> {
    requireStaff(caller);
    const issue = await this.unitOfWork.run(caller.utility, (tx) => this.issues.require(tx, freeIssueId));
    requireOpen(issue);
    const decided = { decidedBy: personOf(caller), decidedAt: this.clock.now() };
    if (refusal !== undefined) {
      const decision: FreeIssueDecision = { state: 'refused', refusal, ...decided };
      await this.unitOfWork.run(caller.utility, (tx) => this.decide(tx, issue, decision));
      return { issue: { ...issue, decision }, vend: undefined };
    }
    const { idempotencyKey, meterNumber } = await this.unitOfWork.run(caller.utility, async (tx) => {
      await this.secondPerson.require(tx, caller, issue);
      const place = await this.placeOf(tx, issue);
      return { idempotencyKey: await this.freeKeyOf(tx, { ...issue, meterNumber: place }), meterNumber: place };
    });
    const { requestedBy, kind, unitsTenths, unit } = issue;
    const { vend } = await this.sellVend.execute(caller, {
      ...{ meterNumber, idempotencyKey, paymentMethod: 'none', free: { grant: { kind, unitsTenths }, unit } },
      issue: { soldBy: requestedBy.username, within: (tx, accept) => this.give(tx, accept, { issue, decided }) },
    });
    return { issue: { ...issue, decision: { state: 'issued', vendId: vend.vendId, ...decided } }, vend };
  }

  /** What was left on a meter goes along where the one that took its place has been replaced as well: to the one that is there now. */
  private async placeOf(tx: Tx, { kind, meterNumber }: FreeIssue): Promise<string> {
    if (kind !== 'replacement') return meterNumber;
    let place = meterNumber;
    for (let replaced = 0; replaced < MAX_REPLACED; replaced++) {
      const next = (await this.meters.find(tx, place))?.replacedBy;
      if (next === undefined) break;
      place = next;
    }
    return place;
  }

  /**
   * The key by which whoever asked looks for the vend; the issue's own where they have sold something under that one meanwhile. Where
   * it has these units it is the issue's vend, of which a database that was restored did not know.
   */
  private async freeKeyOf(tx: Tx, issue: FreeIssue): Promise<string> {
    const { freeIssueId, idempotencyKey, requestedBy } = issue;
    const taken = await this.vends.findByKey(tx, { vendorId: undefined, soldBy: requestedBy.username }, idempotencyKey);
    return taken && !isOf(issue, taken) ? `free-issue:${freeIssueId}` : idempotencyKey;
  }

  /** The vend and the decision, both or neither. */
  private async give(tx: Tx, accept: Accept, { issue, decided }: Decided): ReturnType<Accept> {
    const accepted = await accept();
    if (typeof accepted === 'string') return accepted;
    await this.decide(tx, issue, { state: 'issued', vendId: accepted.vend.vendId, ...decided });
    return accepted;
  }

  private async decide(tx: Tx, { freeIssueId }: FreeIssue, decision: FreeIssueDecision): Promise<void> {
    if (await this.issues.decide(tx, freeIssueId, decision)) return;
    throw new VendingError('vending.free_issue_decided', 'somebody else has decided meanwhile');
  }
}

const isOf = ({ kind, meterNumber, unitsTenths }: FreeIssue, { meter, effect }: Vend): boolean =>
  effect.grant?.kind === kind && meter.meterNumber === meterNumber && effect.unitsTenths === unitsTenths;

interface Decided {
  readonly issue: FreeIssue;
  readonly decided: Pick<
    FreeIssueDecision & { readonly decidedBy: NonNullable<FreeIssueDecision['decidedBy']> },
    'decidedBy' | 'decidedAt'
  >;
}
