import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { KeyChangeAnswerRow } from './key-change-answer.row.js';
import type { KeyChangeAnswer } from './key-change-answer.js';

/** The stored answers to key changes. Rows are only ever added. */
export class KeyChangeAnswerRepository {
  /** Whoever asks for the same one waits here, and finds the answer then. */
  async lock(tx: Tx, requestId: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('key-change ' || $1 || ' ' || $2, 0))`, [tx.utility, requestId]);
  }

  async find(tx: Tx, requestId: string): Promise<KeyChangeAnswer | undefined> {
    const row = await entities(tx).findOneBy(KeyChangeAnswerRow, { utility: tx.utility, requestId });
    return row ? fromRow(row) : undefined;
  }

  async insert(tx: Tx, { answer, ...request }: KeyChangeAnswer): Promise<void> {
    const refused = 'refusal' in answer;
    await entities(tx).insert(KeyChangeAnswerRow, {
      utility: tx.utility,
      ...request,
      fromKeyId: refused ? null : answer.fromKeyId,
      toKeyId: refused ? null : answer.toKeyId,
      tokens: refused ? null : answer.tokens,
      rollover: refused ? null : answer.rollover,
      sampleTables: refused ? null : answer.sampleTables,
      refusalCode: refused ? answer.refusal.code : null,
      refusalReason: refused ? answer.refusal.reason : null,
    });
  }
}

function fromRow(row: KeyChangeAnswerRow): KeyChangeAnswer {
  const { requestId, digest, meterNumber, meterPan, answeredAt } = row;
  const { fromKeyId, toKeyId, tokens, rollover, sampleTables, refusalCode, refusalReason } = row;
  const request = { requestId, digest, meterNumber, meterPan, answeredAt };
  if (fromKeyId === null || toKeyId === null || tokens === null) {
    return { ...request, answer: { refusal: { code: refusalCode ?? '', reason: refusalReason ?? '' } } };
  }
  return { ...request, answer: { fromKeyId, toKeyId, tokens, rollover: rollover ?? false, sampleTables: sampleTables ?? false } };
}
