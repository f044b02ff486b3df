import type { EventDefinition } from '@openprepay/contracts/event';
import { MeterChanged, VendCompleted, VendorDeposited, VendReversed } from '@openprepay/contracts/vending';
import { AccountPaid, AccountPaymentReversed, VendorWithdrew } from '@openprepay/contracts/vendor-money';
import type { PastEvent } from '@openprepay/messaging/history';
import { systemClock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import { databaseCause } from '@openprepay/persistence/unique-violation';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { type Finding, isFinding, RebuildFindings, type Rebuilt as Outcome } from './rebuild-findings.js';
import type { RebuiltAccountPayment } from './rebuild-account-payment.js';
import { type Rebuilders, rebuilders } from './rebuilders.js';
import { RebuildRepository } from './rebuild.repository.js';
import type { RebuiltVend } from './rebuild-vend.js';

/** What an event is of. */
type Subject = Readonly<Partial<Record<'vendId' | 'withdrawalId' | 'paymentId' | 'depositId' | 'meterNumber', string>>>;

/** What was found, by kind; of what a person must look at, which and why. */
export interface Rebuilt {
  meters: number;
  deposits: number;
  withdrawals: number;
  accountPayments: number;
  readonly vends: Record<RebuiltVend, number>;
  readonly lookAt: ({ readonly why: Finding } & Subject)[];
}

/** Takes events that vending itself published, as `PASSES` has them, into a database that has lost some of them. */
export class Rebuild {
  readonly found: Rebuilt = {
    ...{ meters: 0, deposits: 0, withdrawals: 0, accountPayments: 0, lookAt: [] },
    vends: {
      ...{ made: 0, completed: 0, known: 0, contradicts: 0, 'meter-unknown': 0, 'receipt-taken': 0 },
      ...{ 'float-short': 0, 'sold-again': 0, 'key-closed': 0, 'given-again': 0 },
    },
  };
  private readonly rebuild: Rebuilders = rebuilders(systemClock);
  private readonly findings = new RebuildFindings();
  /** Events that this one has found already. */
  private readonly looked = new Set<string>();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Safe to repeat. What cannot be taken is found, and ends nothing: the rest goes on. */
  async take(event: PastEvent): Promise<void> {
    const { rebuild, found } = this;
    await this.when(event, MeterChanged, {
      subject: ({ meterNumber }) => ({ meterNumber }),
      work: async (tx, data) => ((await rebuild.meter.execute(tx, data)) ? 'made' : 'known'),
      count: (outcome) => void (found.meters += Number(outcome === 'made')),
    });
    await this.when(event, VendorDeposited, {
      subject: ({ depositId }) => ({ depositId }),
      work: async (tx, data) => ((await rebuild.deposit.execute(tx, data)) ? 'made' : 'known'),
      count: (outcome) => void (found.deposits += Number(outcome === 'made')),
    });
    await this.when(event, VendorWithdrew, {
      subject: ({ withdrawalId }) => ({ withdrawalId }),
      work: (tx, data) => rebuild.withdrawal.execute(tx, data),
      count: (outcome) => void (found.withdrawals += Number(outcome === 'made')),
    });
    await this.when(event, AccountPaid, {
      subject: ({ paymentId }) => ({ paymentId }),
      work: (tx, data, lookedAt) => rebuild.accountPayment.execute(tx, data, lookedAt),
      count: (outcome) => void (found.accountPayments += Number(MADE.includes(outcome))),
    });
    await this.when(event, AccountPaymentReversed, {
      subject: ({ payment: { paymentId } }) => ({ paymentId }),
      work: (tx, data, lookedAt) => rebuild.paymentReversal.execute(tx, data, lookedAt),
      count: (outcome) => void (found.accountPayments += Number(MADE.includes(outcome))),
    });
    const count = (outcome: RebuiltVend): void => void (found.vends[outcome] += 1);
    await this.when(event, VendCompleted, {
      subject: ({ vendId }) => ({ vendId }),
      work: (tx, data, lookedAt) => rebuild.vend.execute(tx, data, lookedAt),
      count,
    });
    await this.when(event, VendReversed, {
      subject: ({ vend: { vendId } }) => ({ vendId }),
      work: (tx, data, lookedAt) => rebuild.reversal.execute(tx, data, lookedAt),
      count,
    });
  }

  /** What earlier rebuildings have found, and nobody has decided on. Safe to repeat. */
  async takeFound(): Promise<void> {
    for (let after = '0'; ;) {
      const next = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.findings.next(tx, after));
      const last = next.at(-1);
      if (!last) return;
      for (const { event } of next) if (!this.looked.has(event.message?.eventId ?? '')) await this.take(event);
      after = last.position;
    }
  }

  /** Once all is taken. Safe to repeat. */
  async finish(): Promise<void> {
    await this.unitOfWork.run(ALL_UTILITIES, (tx) => new RebuildRepository().rememberReplacements(tx));
  }

  private async when<Definition extends EventDefinition, Kind extends Outcome>(
    event: PastEvent,
    definition: Definition,
    taking: Taking<Definition, Kind>,
  ): Promise<void> {
    if (event.type !== definition.type) return;
    const data = definition.data.parse(event.data) as Data<Definition>;
    const rebuilt = await this.orFound(event, (tx, before) => taking.work(tx, data, before !== undefined));
    taking.count(rebuilt as Kind);
    if (!isFinding(rebuilt)) return;
    this.found.lookAt.push({ ...taking.subject(data), why: rebuilt });
    if (event.message?.eventId !== undefined) this.looked.add(event.message.eventId);
  }

  /** What the rules or the tables refuse is nothing to end for: it contradicts what there is since the restore. */
  private async orFound(event: PastEvent, work: (tx: Tx, before: Finding | undefined) => Promise<Outcome>): Promise<Outcome> {
    const within = (taken: typeof work) =>
      this.unitOfWork.run(event.utility, async (tx) => {
        const before = await this.findings.before(tx, event);
        const rebuilt = await taken(tx, before);
        await this.findings.keep(tx, event, { rebuilt, before });
        return rebuilt;
      });
    try {
      return await within(work);
    } catch (error) {
      if (!(error instanceof VendingError) && !isRefused(error)) throw error;
      return within(() => Promise.resolve('contradicts'));
    }
  }
}

/** By a constraint or a trigger of the tables: SQLSTATE's class of integrity. */
const isRefused = (error: unknown): boolean => databaseCause(error)?.code?.startsWith('23') === true;

/** Of what there is a payment that was not known. */
const MADE: readonly RebuiltAccountPayment[] = ['made', 'float-short', 'sold-again', 'key-closed'];

type Data<Definition extends EventDefinition> = ReturnType<Definition['data']['parse']>;

interface Taking<Definition extends EventDefinition, Kind> {
  readonly subject: (data: Data<Definition>) => Subject;
  readonly work: (tx: Tx, data: Data<Definition>, lookedAt: boolean) => Promise<Kind>;
  readonly count: (outcome: Kind) => void;
}
