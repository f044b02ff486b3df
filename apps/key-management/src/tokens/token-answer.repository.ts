import { columnsOf, prepared, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths } from '@openprepay/quantities';
import { IssuedTokenRow } from './issued-token.row.js';
import { TokenAnswerRow } from './token-answer.row.js';
import type { IdentifierCounter } from './token-identifiers.js';
import type { AnsweredRequest, StoredToken, TokenAnswer } from './token-answer.js';

/** The stored answers. Rows are only ever added; the database refuses to change or remove one. */
export class TokenAnswerRepository {
  async find(tx: Tx, requestIds: readonly string[]): Promise<readonly TokenAnswer[]> {
    if (requestIds.length === 0) return [];
    const rows = await sql<TokenAnswerRow>(
      tx,
      `select ${columnsOf(TokenAnswerRow, 'answer')} from token_answer answer
        where answer.utility = $1 and answer.request_id = any($2::uuid[])`,
      [tx.utility, requestIds],
    );
    if (rows.length === 0) return [];
    const tokens = await sql<IssuedTokenRow>(
      tx,
      `select ${columnsOf(IssuedTokenRow, 'token')} from issued_token token
        where token.utility = $1 and token.request_id = any($2::uuid[]) order by token.request_id, token.position`,
      [tx.utility, rows.map((row) => row.requestId)],
    );
    return rows.map((row) =>
      fromRow(
        row,
        tokens.filter((token) => token.requestId === row.requestId),
      ),
    );
  }

  /**
   * Stores answers with their tokens and the counters that these have moved, in one statement. Unique per meter, base date and
   * identifier: the second lock against a repeated identifier. Each issued answer names a key of the utility's: keys are never
   * removed, so that it is looked at here takes the place of a foreign key, which would have every sale of a supply group lock one row.
   *
   * @throws {Error} where a key or a counter is not there: nothing may be committed
   */
  async store(tx: Tx, answers: readonly TokenAnswer[], moved: readonly IdentifierCounter[] = []): Promise<void> {
    if (answers.length === 0) return;
    const tokens = answers.flatMap((answer) =>
      answer.outcome === 'issued' ? answer.tokens.map((token, position) => ({ token, position, requestId: answer.request.requestId })) : [],
    );
    const [stored] = await prepared<{ readonly counters: number; readonly answers: number; readonly tokens: number }>(tx, STORE, [
      tx.utility,
      ...answerColumns(answers),
      ...tokenColumns(tokens),
      ...counterColumns(moved),
    ]);
    if (stored?.answers !== answers.length || stored.tokens !== tokens.length || stored.counters !== moved.length)
      throw new Error('an answer names a vending key, or a counter, that the utility does not have');
  }
}

/** Of `answerColumns`, in their order. */
const ANSWER_TYPES = 'uuid bytea text text text smallint smallint text text text smallint uuid boolean text text timestamptz'.split(' ');

const STORE = `
  with given as (
    select * from ${unnested(2, ...ANSWER_TYPES)}
      as given (request_id, digest, meter_number, meter_pan, supply_group_code, key_type, key_revision, tariff_index,
        encryption_algorithm, decoder_key_algorithm, base_date, vending_key_id, sample_tables, refusal_code, refusal_reason, answered_at)
  ), known as (
    select given.* from given left join vending_key key on key.utility = $1 and key.id = given.vending_key_id
     where given.vending_key_id is null or key.id is not null
  ), answer as (
    insert into token_answer (utility, request_id, digest, meter_number, meter_pan, supply_group_code, key_type, key_revision,
      tariff_index, encryption_algorithm, decoder_key_algorithm, base_date, vending_key_id, sample_tables, refusal_code,
      refusal_reason, answered_at)
    select $1, * from known returning 1
  ), token as (
    insert into issued_token (utility, request_id, position, token, kind, commodity, token_identifier, amount_tenths, value,
      meter_pan, base_date, vending_key_id, issued_at)
    select $1, request_id, made.position, made.token, made.kind, made.commodity, made.token_identifier, made.amount_tenths, made.value,
           known.meter_pan, known.base_date, known.vending_key_id, known.answered_at
      from ${unnested(18, 'uuid', 'smallint', 'text', 'text', 'text', 'int', 'numeric', 'int')}
        as made (request_id, position, token, kind, commodity, token_identifier, amount_tenths, value)
      join known using (request_id) returning 1
  ), counter as (
    update token_identifier_counter as counter
       set last_issued = moved.last_issued, hour_began_at = moved.hour_began_at, hour_tokens = moved.hour_tokens
      from ${unnested(26, 'text', 'smallint', 'int', 'timestamptz', 'int')}
        as moved (meter_pan, base_date, last_issued, hour_began_at, hour_tokens)
     where counter.utility = $1 and counter.meter_pan = moved.meter_pan and counter.base_date = moved.base_date returning 1
  )
  select (select count(*)::int from counter) as counters, (select count(*)::int from answer) as answers,
         (select count(*)::int from token) as tokens`;

function answerColumns(answers: readonly TokenAnswer[]): readonly unknown[] {
  const of = <T>(read: (answer: TokenAnswer) => T): readonly T[] => answers.map(read);
  return [
    of(({ request }) => request.requestId),
    of(({ request }) => request.digest),
    of(({ request }) => request.meterNumber),
    of(({ request }) => request.meterPan),
    of(({ request }) => request.supplyGroupCode),
    of(({ request }) => request.keyType),
    of(({ request }) => request.keyRevision),
    of(({ request }) => request.tariffIndex),
    of(({ request }) => request.encryptionAlgorithm),
    of(({ request }) => request.decoderKeyAlgorithm),
    of(({ request }) => request.baseDate),
    of((answer) => (answer.outcome === 'issued' ? answer.vendingKeyId : null)),
    of((answer) => (answer.outcome === 'issued' ? answer.sampleTables : null)),
    of((answer) => (answer.outcome === 'refused' ? answer.refusal.code : null)),
    of((answer) => (answer.outcome === 'refused' ? answer.refusal.reason : null)),
    of((answer) => answer.answeredAt.toISOString()),
  ];
}

interface PlacedToken {
  readonly token: StoredToken;
  readonly position: number;
  readonly requestId: string;
}

const tokenColumns = (tokens: readonly PlacedToken[]): readonly unknown[] => [
  tokens.map(({ requestId }) => requestId),
  tokens.map(({ position }) => position),
  tokens.map(({ token }) => token.token),
  tokens.map(({ token }) => token.kind),
  tokens.map(({ token }) => token.commodity),
  tokens.map(({ token }) => token.tokenIdentifier),
  tokens.map(({ token }) => token.amountTenths.toString()),
  tokens.map(({ token }) => token.value ?? null),
];

const counterColumns = (moved: readonly IdentifierCounter[]): readonly unknown[] => [
  moved.map(({ meterPan }) => meterPan),
  moved.map(({ baseDate }) => baseDate),
  moved.map(({ lastIssued }) => lastIssued),
  moved.map(({ hour }) => hour?.beganAt.toISOString()),
  moved.map(({ hour }) => hour?.tokens ?? 0),
];

function fromRow(row: TokenAnswerRow, tokens: readonly IssuedTokenRow[]): TokenAnswer {
  const { requestId, digest, meterNumber, meterPan, supplyGroupCode, keyType, keyRevision } = row;
  const { tariffIndex, encryptionAlgorithm, decoderKeyAlgorithm, baseDate, answeredAt } = row;
  const meter = { meterNumber, meterPan, supplyGroupCode, keyType, keyRevision, tariffIndex, encryptionAlgorithm };
  const request: AnsweredRequest = { requestId, digest, ...meter, decoderKeyAlgorithm, baseDate };
  if (row.vendingKeyId === null) {
    return { outcome: 'refused', request, refusal: { code: row.refusalCode ?? '', reason: row.refusalReason ?? '' }, answeredAt };
  }
  return {
    outcome: 'issued',
    request,
    vendingKeyId: row.vendingKeyId,
    tokens: tokens.map(tokenFromRow),
    sampleTables: row.sampleTables ?? false,
    answeredAt,
  };
}

const tokenFromRow = ({ token, kind, commodity, tokenIdentifier, amountTenths, value }: IssuedTokenRow): StoredToken => ({
  token,
  kind,
  commodity,
  tokenIdentifier,
  amountTenths: creditTenths(BigInt(amountTenths)),
  value: value ?? undefined,
});
