import { createHash } from 'node:crypto';
import type { EventData } from '@openprepay/contracts/event';
import { IssuesCounted, type IssuesListed } from '@openprepay/contracts/issue-counts';
import { signedText } from '@openprepay/contracts/signed-request';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { z } from 'zod';
import type { IssueStatementRepository } from './issue-statement.repository.js';

/** Keeps what the vault says that it has issued, out of reach of whoever owns the vault's database. */
export class KeepIssues {
  constructor(
    private readonly statements: IssueStatementRepository,
    private readonly clock: Clock,
  ) {}

  /** Safe to repeat. */
  async list(tx: Tx, list: EventData<typeof IssuesListed>): Promise<void> {
    await this.statements.keepList(tx, list, this.clock.now());
  }

  /** Safe to repeat; one that says something else is kept beside it. */
  async statement(tx: Tx, statement: EventData<typeof IssuesCounted>): Promise<void> {
    const { statementId, hour, revision, parts, signature = '' } = statement;
    const digest = createHash('sha256')
      .update(`${signedText(IssuesCounted, tx.utility, statement)}\n${signature}`)
      .digest('hex');
    const said = z.encode(IssuesCounted.data, statement);
    await this.statements.keep(tx, { statementId, digest, hour, revision, parts, said }, this.clock.now());
  }
}
