import { IssuesCounted, IssuesListed, MAX_ISSUES_LISTED } from '@openprepay/contracts/issue-counts';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { isDatabaseBusy, isDatabaseOutage } from '@openprepay/persistence/outage';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Logger } from '@openprepay/runtime/logger';
import { counter } from '@openprepay/runtime/metrics';
import type { IssueCountRepository, UtilityHour } from './issue-count.repository.js';
import type { IssueSeal } from './issue-seal.js';
import { IssueTally, runsOf } from './issue-tally.js';

const HOUR_MS = 3_600_000;
/** Who began to answer before an hour's end has stored it by then; where not, the hour is stated once more. */
const GRACE_MS = 120_000;
/** Each hour all that was issued so long ago or later is counted again, and what has come to it since is stated. */
const COUNTED_AGAIN_MS = 7 * 24 * HOUR_MS;
/** In between only the last hours are. */
const LOOKED_AT_MS = 2 * HOUR_MS;
const MAX_HOURS = 100;

/**
 * States what the vault has issued in each hour that is over, to whoever can compare it with what was asked for: counted from the rows,
 * whoever has written them, with every request's id, sealed. An hour with more rows than it was stated with is stated anew.
 */
export class StateIssues {
  /** The last hour by which everything was counted. */
  private countedAt = 0;
  private toldOfNoKey = false;
  private readonly failures = counter({
    name: 'openprepay_issue_statement_failures_total',
    help: 'Hours of a utility whose issues could not be stated; each try counts',
  });

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly issues: IssueCountRepository,
    private readonly seal: IssueSeal,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** For every utility. @returns how many hours were stated */
  async execute(): Promise<number> {
    if (!this.seal.isThere) return this.tellOfNoKey();
    const until = Math.floor((this.clock.now().getTime() - GRACE_MS) / HOUR_MS) * HOUR_MS;
    const from = until - (this.countedAt === until ? LOOKED_AT_MS : COUNTED_AGAIN_MS);
    const range = { from: new Date(from), to: new Date(until), limit: MAX_HOURS };
    let stated = 0;
    for (let after: UtilityHour | undefined; ;) {
      const due = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.issues.due(tx, { ...range, after }));
      for (const hour of due) if (await this.isStated(hour)) stated++;
      if (due.length < MAX_HOURS) break;
      after = due.at(-1);
    }
    this.countedAt = until;
    return stated;
  }

  /** An hour of rows that cannot be told keeps nobody from the others; vending misses what it does not hear of it. */
  private async isStated(hour: UtilityHour): Promise<boolean> {
    try {
      await this.state(hour);
      return true;
    } catch (error) {
      if (isDatabaseOutage(error) || isDatabaseBusy(error)) throw error;
      this.failures.inc();
      this.logger.error({ err: error, ...hour }, 'what was issued in an hour cannot be stated; other hours are');
      return false;
    }
  }

  private async state({ utility, hour }: UtilityHour): Promise<void> {
    await this.unitOfWork.run(utility, async (tx) => {
      await this.issues.lock(tx);
      // Another process may have stated it meanwhile.
      const [due] = await this.issues.due(tx, { from: hour, to: new Date(hour.getTime() + HOUR_MS), limit: 1 });
      if (!due) return;
      const statementId = this.clock.newId();
      const { parts, counts } = await this.list(tx, hour, statementId);
      const requests = counts.reduce((sum, count) => sum + count.requests, 0);
      const revision = (await this.issues.revisionOf(tx, hour)) + 1;
      const statement = { statementId, hour, revision, parts, counts: [...counts], countedAt: this.clock.now() };
      const signature = this.seal.seal(utility, statement);
      await this.issues.insert(tx, { ...statement, requests, signature });
      await this.outbox.append(tx, IssuesCounted, { ...statement, signature });
    });
  }

  private async list(tx: Tx, hour: Date, statementId: string) {
    const tally = new IssueTally();
    let parts = 0;
    for await (const page of this.issues.issuesOf(tx, hour, MAX_ISSUES_LISTED)) {
      const runs = runsOf(page);
      for (const run of runs) tally.add(run);
      const lists = runs.map((run, nth) => {
        const { supplyGroupCode, kind, requester } = run[0]!;
        const issues = run.map(({ requestId, meterNumber, issuedAt }) => ({ requestId, meterNumber, issuedAt }));
        return { data: { statementId, hour, part: parts + nth + 1, supplyGroupCode, kind, requester, issues } };
      });
      await this.outbox.appendAll(tx, IssuesListed, lists);
      parts += lists.length;
    }
    return { parts, counts: tally.counts() };
  }

  private tellOfNoKey(): number {
    if (!this.toldOfNoKey) this.logger.warn('ISSUE_SEAL_KEY_FILE is not set: nobody is told what this vault issues');
    this.toldOfNoKey = true;
    return 0;
  }
}
