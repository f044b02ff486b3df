import type { BaseDate, Commodity, DecoderKeyAlgorithm, EncryptionAlgorithm } from '@openprepay/contracts/wire';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths } from '@openprepay/quantities';
import type { AnsweredRequest, StoredToken, TokenAnswer } from './token-answer.js';

interface AnswerRow {
  readonly request_id: string;
  readonly digest: Buffer;
  readonly meter_number: string;
  readonly meter_pan: string;
  readonly supply_group_code: string;
  readonly key_type: number;
  readonly key_revision: number;
  readonly tariff_index: string;
  readonly encryption_algorithm: EncryptionAlgorithm;
  readonly decoder_key_algorithm: DecoderKeyAlgorithm;
  readonly base_date: BaseDate;
  readonly vending_key_id: string | null;
  readonly sample_tables: boolean | null;
  readonly refusal_code: string | null;
  readonly refusal_reason: string | null;
  readonly answered_at: Date;
}

interface TokenRow {
  readonly request_id: string;
  readonly token: string;
  readonly kind: 'credit';
  readonly commodity: Commodity;
  readonly token_identifier: number;
  readonly amount_tenths: string;
}

/** The stored answers. Rows are only ever added; the database refuses to change or remove one. */
export class TokenAnswerRepository {
  async find(tx: Tx, requestIds: readonly string[]): Promise<readonly TokenAnswer[]> {
    const rows = await sql<AnswerRow>(tx, `SELECT * FROM token_answer WHERE utility = $1 AND request_id = ANY($2::uuid[])`, [
      tx.utility,
      requestIds,
    ]);
    if (rows.length === 0) return [];
    const tokens = await sql<TokenRow>(
      tx,
      `SELECT request_id, token, kind, commodity, token_identifier, amount_tenths FROM issued_token
        WHERE utility = $1 AND request_id = ANY($2::uuid[]) ORDER BY request_id, position`,
      [tx.utility, rows.map((row) => row.request_id)],
    );
    return rows.map((row) =>
      fromRow(
        row,
        tokens.filter((token) => token.request_id === row.request_id),
      ),
    );
  }

  /** Unique per meter, base date and identifier: the second lock against a repeated identifier. */
  async insertAll(tx: Tx, answers: readonly TokenAnswer[]): Promise<void> {
    if (answers.length === 0) return;
    await this.#insertAnswers(tx, answers);
    await this.#insertTokens(tx, answers);
  }

  async #insertAnswers(tx: Tx, answers: readonly TokenAnswer[]): Promise<void> {
    const of = <T>(read: (answer: TokenAnswer) => T): readonly T[] => answers.map(read);
    await sql(
      tx,
      `INSERT INTO token_answer (utility, request_id, digest, meter_number, meter_pan, supply_group_code, key_type, key_revision,
         tariff_index, encryption_algorithm, decoder_key_algorithm, base_date, vending_key_id, sample_tables, refusal_code,
         refusal_reason, answered_at)
       SELECT $1, * FROM unnest($2::uuid[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::smallint[],
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

  async #insertTokens(tx: Tx, answers: readonly TokenAnswer[]): Promise<void> {
    const tokens = answers.flatMap((answer) =>
      answer.outcome === 'issued' ? answer.tokens.map((token, position) => ({ token, position, answer })) : [],
    );
    if (tokens.length === 0) return;
    await sql(
      tx,
      `INSERT INTO issued_token (utility, request_id, position, token, kind, commodity, token_identifier, amount_tenths, meter_pan,
         base_date, vending_key_id, issued_at)
       SELECT $1, * FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::int[], $8::numeric[], $9::text[],
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

function fromRow(row: AnswerRow, tokens: readonly TokenRow[]): TokenAnswer {
  const request: AnsweredRequest = {
    requestId: row.request_id,
    digest: row.digest,
    meterNumber: row.meter_number,
    meterPan: row.meter_pan,
    supplyGroupCode: row.supply_group_code,
    keyType: row.key_type,
    keyRevision: row.key_revision,
    tariffIndex: row.tariff_index,
    encryptionAlgorithm: row.encryption_algorithm,
    decoderKeyAlgorithm: row.decoder_key_algorithm,
    baseDate: row.base_date,
  };
  const answeredAt = row.answered_at;
  if (row.vending_key_id === null) {
    return { outcome: 'refused', request, refusal: { code: row.refusal_code ?? '', reason: row.refusal_reason ?? '' }, answeredAt };
  }
  return {
    outcome: 'issued',
    request,
    vendingKeyId: row.vending_key_id,
    tokens: tokens.map(tokenFromRow),
    sampleTables: row.sample_tables ?? false,
    answeredAt,
  };
}

const tokenFromRow = (row: TokenRow): StoredToken => ({
  token: row.token,
  kind: row.kind,
  commodity: row.commodity,
  tokenIdentifier: row.token_identifier,
  amountTenths: creditTenths(BigInt(row.amount_tenths)),
});
