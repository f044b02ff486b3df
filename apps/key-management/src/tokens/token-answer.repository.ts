import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths } from '@openprepay/quantities';
import { IssuedTokenRow } from './issued-token.row.js';
import { TokenAnswerRow } from './token-answer.row.js';
import type { AnsweredRequest, StoredToken, TokenAnswer } from './token-answer.js';

/** The stored answers. Rows are only ever added; the database refuses to change or remove one. */
export class TokenAnswerRepository {
  async find(tx: Tx, requestIds: readonly string[]): Promise<readonly TokenAnswer[]> {
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

  /** Unique per meter, base date and identifier: the second lock against a repeated identifier. */
  async insertAll(tx: Tx, answers: readonly TokenAnswer[]): Promise<void> {
    if (answers.length === 0) return;
    await this.insertAnswers(tx, answers);
    await this.insertTokens(tx, answers);
  }

  private async insertAnswers(tx: Tx, answers: readonly TokenAnswer[]): Promise<void> {
    const of = <T>(read: (answer: TokenAnswer) => T): readonly T[] => answers.map(read);
    await sql(
      tx,
      `insert into token_answer (utility, request_id, digest, meter_number, meter_pan, supply_group_code, key_type, key_revision,
         tariff_index, encryption_algorithm, decoder_key_algorithm, base_date, vending_key_id, sample_tables, refusal_code,
         refusal_reason, answered_at)
       select $1, * from unnest($2::uuid[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::smallint[],
         $9::text[], $10::text[], $11::text[], $12::smallint[], $13::uuid[], $14::boolean[], $15::text[], $16::text[], $17::timestamptz[])`,
      [
        tx.utility,
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
      ],
    );
  }

  private async insertTokens(tx: Tx, answers: readonly TokenAnswer[]): Promise<void> {
    const tokens = answers.flatMap((answer) =>
      answer.outcome === 'issued' ? answer.tokens.map((token, position) => ({ token, position, answer })) : [],
    );
    if (tokens.length === 0) return;
    await sql(
      tx,
      `insert into issued_token (utility, request_id, position, token, kind, commodity, token_identifier, amount_tenths, meter_pan,
         base_date, vending_key_id, issued_at)
       select $1, * from unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::int[], $8::numeric[], $9::text[],
         $10::smallint[], $11::uuid[], $12::timestamptz[])`,
      [
        tx.utility,
        tokens.map(({ answer }) => answer.request.requestId),
        tokens.map(({ position }) => position),
        tokens.map(({ token }) => token.token),
        tokens.map(({ token }) => token.kind),
        tokens.map(({ token }) => token.commodity),
        tokens.map(({ token }) => token.tokenIdentifier),
        tokens.map(({ token }) => token.amountTenths.toString()),
        tokens.map(({ answer }) => answer.request.meterPan),
        tokens.map(({ answer }) => answer.request.baseDate),
        tokens.map(({ answer }) => answer.vendingKeyId),
        tokens.map(({ answer }) => answer.answeredAt.toISOString()),
      ],
    );
  }
}

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

const tokenFromRow = ({ token, kind, commodity, tokenIdentifier, amountTenths }: IssuedTokenRow): StoredToken => ({
  token,
  kind,
  commodity,
  tokenIdentifier,
  amountTenths: creditTenths(BigInt(amountTenths)),
});
