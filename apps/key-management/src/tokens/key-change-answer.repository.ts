import { columnsOf, prepared, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { KeyChangeAnswerRow } from './key-change-answer.row.js';
import type { KeyChangeAnswer } from './key-change-answer.js';

/** The stored answers to key changes. Rows are only ever added. */
export class KeyChangeAnswerRepository {
  async find(tx: Tx, requestIds: readonly string[]): Promise<readonly KeyChangeAnswer[]> {
    if (requestIds.length === 0) return [];
    const rows = await sql<KeyChangeAnswerRow>(
      tx,
      `select ${columnsOf(KeyChangeAnswerRow, 'answer')} from key_change_answer answer
        where answer.utility = $1 and answer.request_id = any($2::uuid[])`,
      [tx.utility, requestIds],
    );
    return rows.map(fromRow);
  }

  /**
   * Stores answers, always in one order. A racing transaction that stores one of them is waited for, and its answer stands. Each set names
   * two keys of the utility's: that they are looked at here takes the place of foreign keys, which would have every set lock their rows.
   * @returns the ids of those that were stored here
   * @throws {Error} where a key is not there: nothing may be committed
   */
  async insert(tx: Tx, answers: readonly KeyChangeAnswer[]): Promise<readonly string[]> {
    if (answers.length === 0) return [];
    const of = <T>(read: (answer: KeyChangeAnswer) => T): readonly T[] => answers.map(read);
    const sets = answers.map(({ answer }) => ('refusal' in answer ? undefined : answer));
    const refusals = answers.map(({ answer }) => ('refusal' in answer ? answer.refusal : undefined));
    const rows = await prepared<{ readonly requestId: string | null; readonly unknown: number }>(tx, INSERT, [
      tx.utility,
      of(({ requestId }) => requestId),
      of(({ digest }) => digest),
      of(({ meterNumber }) => meterNumber),
      of(({ meterPan }) => meterPan),
      sets.map((set) => set?.fromKeyId ?? null),
      sets.map((set) => set?.toKeyId ?? null),
      sets.map((set) => (set ? JSON.stringify(set.tokens) : null)),
      sets.map((set) => set?.rollover ?? null),
      sets.map((set) => set?.sampleTables ?? null),
      refusals.map((refusal) => refusal?.code ?? null),
      refusals.map((refusal) => refusal?.reason ?? null),
      of(({ answeredAt }) => answeredAt.toISOString()),
    ]);
    if (rows.some(({ unknown }) => unknown > 0)) throw new Error('a set names a vending key that the utility does not have');
    return rows.flatMap(({ requestId }) => requestId ?? []);
  }
}

const INSERT = `
  with given as (
    select * from ${unnested(2, ...'uuid bytea text text uuid uuid jsonb boolean boolean text text timestamptz'.split(' '))}
      as given (request_id, digest, meter_number, meter_pan, from_key_id, to_key_id, tokens, rollover, sample_tables, refusal_code,
        refusal_reason, answered_at)
  ), named as (
    select from_key_id as id from given where from_key_id is not null union select to_key_id from given where to_key_id is not null
  ), stored as (
    insert into key_change_answer (utility, request_id, digest, meter_number, meter_pan, from_key_id, to_key_id, tokens, rollover,
      sample_tables, refusal_code, refusal_reason, answered_at)
    select $1, * from given order by request_id
        on conflict (utility, request_id) do nothing returning request_id
  )
  select null::uuid as "requestId", count(*)::int as unknown from named
   where not exists (select from vending_key key where key.utility = $1 and key.id = named.id)
  union all select request_id, 0 from stored`;

function fromRow(row: KeyChangeAnswerRow): KeyChangeAnswer {
  const { requestId, digest, meterNumber, meterPan, answeredAt } = row;
  const { fromKeyId, toKeyId, tokens, rollover, sampleTables, refusalCode, refusalReason } = row;
  const request = { requestId, digest, meterNumber, meterPan, answeredAt };
  if (fromKeyId === null || toKeyId === null || tokens === null) {
    return { ...request, answer: { refusal: { code: refusalCode ?? '', reason: refusalReason ?? '' } } };
  }
  return { ...request, answer: { fromKeyId, toKeyId, tokens, rollover: rollover ?? false, sampleTables: sampleTables ?? false } };
}
