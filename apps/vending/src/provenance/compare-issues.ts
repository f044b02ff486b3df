import { IssuesCounted } from '@openprepay/contracts/issue-counts';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Logger } from '@openprepay/runtime/logger';
import { z } from 'zod';
import type { EachApart } from './each-apart.js';
import { type IssueStatement, ListCheck } from './issue-list.js';
import type { IssueStatementRepository, KeptStatement, WaitingStatement } from './issue-statement.repository.js';
import type { ProvenanceAlarm } from './provenance-alarm.js';
import type { ProvenanceRepository } from './provenance.repository.js';
import type { VaultSeal } from './vault-seal.js';

/** Lists come before their statement; where not, it is waited for them so long. */
const LISTS_AWAITED_MS = 3_600_000;
const MAX_STATEMENTS = 100;

/**
 * Compares the vault's statements with what was sold and ordered. One whose seal is not the vault's, or whose lists are not what the
 * seal says, counts for nothing and is an alarm; so is what was issued and is nobody's.
 */
export class CompareIssues {
  private toldOfNoKey = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly statements: IssueStatementRepository,
    private readonly provenance: ProvenanceRepository,
    private readonly seal: VaultSeal,
    private readonly alarm: ProvenanceAlarm,
    private readonly apart: EachApart,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** For every utility. @returns how many statements were judged; without the vault's key they wait */
  async execute(): Promise<number> {
    if (!this.seal.isThere) return this.tellOfNoKey();
    const receivedBefore = new Date(this.clock.now().getTime() - LISTS_AWAITED_MS);
    let judged = 0;
    let last: WaitingStatement | undefined;
    do {
      const waiting = await this.unitOfWork.run(ALL_UTILITIES, (tx) =>
        this.statements.waiting(tx, { receivedBefore, after: last, limit: MAX_STATEMENTS }),
      );
      judged += await this.apart.run('statement', waiting, (one) => this.take(one));
      last = waiting.length < MAX_STATEMENTS ? undefined : waiting.at(-1);
    } while (last);
    return judged;
  }

  private async take(one: WaitingStatement): Promise<void> {
    await this.unitOfWork.run(one.utility, async (tx) => {
      const kept = await this.statements.take(tx, one);
      if (kept) await this.judge(tx, kept);
    });
  }

  private async judge(tx: Tx, kept: KeptStatement): Promise<void> {
    const at = this.clock.now();
    const { hour } = kept;
    const statement = z.decode(IssuesCounted.data, kept.said as z.input<typeof IssuesCounted.data>);
    const flaw = this.seal.isGenuine(tx.utility, statement) ? await this.flawOf(tx, statement) : 'forged';
    if (flaw) {
      await this.statements.judge(tx, kept, { verdict: flaw, at });
      await this.alarm.tell(tx, { what: flaw, hour, requestIds: [], at });
      return;
    }
    const { found, ...compared } = await this.compare(tx, statement, at);
    await this.statements.judge(tx, kept, { verdict: 'genuine', ...compared, at });
    await this.provenance.watch(tx, hour);
    if (found.length > 0) await this.alarm.tell(tx, { what: 'unexplained', hour, requestIds: found, at });
  }

  private async flawOf(tx: Tx, statement: IssueStatement): Promise<'contradicted' | undefined> {
    const check = new ListCheck(statement);
    for await (const list of this.statements.lists(tx, statement.statementId)) check.add(list);
    return check.holds() ? undefined : 'contradicted';
  }

  private async compare(tx: Tx, { statementId, hour }: IssueStatement, at: Date) {
    const sums = { issued: 0, forVends: 0, forOrders: 0, unexplained: 0 };
    const found: string[] = [];
    for await (const list of this.statements.lists(tx, statementId)) {
      const verdict = await this.provenance.judge(tx, list, { hour, at });
      sums.issued += list.requestIds.length;
      sums.forVends += verdict.forVends;
      sums.forOrders += verdict.forOrders;
      sums.unexplained += verdict.unexplained;
      found.push(...verdict.found);
    }
    return { ...sums, found };
  }

  private tellOfNoKey(): number {
    if (!this.toldOfNoKey) this.logger.warn('ISSUE_SEAL_PUBLIC_KEY_FILE is not set: what the vault says that it issues is not compared');
    this.toldOfNoKey = true;
    return 0;
  }
}
