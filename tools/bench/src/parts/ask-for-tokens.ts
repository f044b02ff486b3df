import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { signedText } from '@openprepay/contracts/signed-request';
import { TokenRequested } from '@openprepay/contracts/vending';
import type pg from 'pg';

const ROWS_AT_ONCE = 5_000;

/** A sale whose token is asked for. */
export interface Asking {
  readonly vend_id: string;
  readonly meter_pan: string;
  readonly meter_number: string;
}

/** The request of a sale that is settled, as it was sent. */
export interface Template {
  readonly utility: string;
  readonly topic: string;
  readonly type: string;
  readonly source: string;
  readonly traceparent: string | null;
  readonly value: string;
}

interface Requests {
  /** Whose request the others are copies of. */
  readonly vendId: string;
  readonly sales: readonly Asking[];
  readonly askedAt: Date;
  /** The vault answers no others than those that are signed with it. */
  readonly signingKeyFile: string;
}

/** Puts the requests of sales into the outbox, each signed as vending signs them. */
export async function askForTokens(client: pg.Client, { vendId, sales, askedAt, signingKeyFile }: Requests): Promise<void> {
  const key = createPrivateKey(await readFile(signingKeyFile));
  const { rows } = await client.query<Template>(
    `select utility, topic, type, source, traceparent, value from outbox_sent
     where topic = $1 and type = $2 and value::jsonb ->> 'requestId' = $3 limit 1`,
    [TokenRequested.topic, TokenRequested.type, vendId],
  );
  const [template] = rows;
  if (!template) throw new Error('there is no request to copy');
  for (let from = 0; from < sales.length; from += ROWS_AT_ONCE) {
    const some = sales.slice(from, from + ROWS_AT_ONCE);
    await client.query(
      `insert into outbox (id, utility, topic, type, source, key, value, bytes, traceparent, occurred_at)
       select id, $1, $2, $3, $4, key, value, octet_length(value), $5, $6
       from unnest($7::uuid[], $8::text[], $9::text[]) with ordinality as asked(id, key, value, place) order by place`,
      [
        ...[template.utility, template.topic, template.type, template.source, template.traceparent, askedAt],
        // The event has the sale's own id, which no other event has.
        ...[
          some.map((sale) => sale.vend_id),
          some.map((sale) => sale.meter_pan),
          some.map((sale) => requestOf(template, sale, { askedAt, key })),
        ],
      ],
    );
  }
}

/** The copied request, for another sale: as JSON that the vault takes. */
export function requestOf(
  template: Pick<Template, 'utility' | 'value'>,
  sale: Asking,
  { askedAt, key }: { readonly askedAt: Date; readonly key: KeyObject },
): string {
  const { signature: _copied, signedWith: _way, ...said } = JSON.parse(template.value) as Readonly<Record<string, unknown>>;
  const asked = {
    ...said,
    ...{ requestId: sale.vend_id, meterPan: sale.meter_pan, meterNumber: sale.meter_number, requestedAt: askedAt.toISOString() },
  };
  const text = signedText(TokenRequested, template.utility, TokenRequested.data.parse(asked));
  return JSON.stringify({ ...asked, signature: sign(null, Buffer.from(text), key).toString('base64url') });
}
