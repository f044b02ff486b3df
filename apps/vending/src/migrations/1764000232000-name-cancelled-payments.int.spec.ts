import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { NameCancelledPayments1764000232000 } from './1764000232000-name-cancelled-payments.js';
import { NoteTillOutcomes1764000232010 } from './1764000232010-note-till-outcomes.js';

const before = vendingMigrations.slice(0, vendingMigrations.indexOf(NameCancelledPayments1764000232000));
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const [VENDOR, PAYMENT, REVERSAL] = [id(1), id(9), id(11)];
const message = (key: string): string =>
  `insert into till_message values ('acme', '${VENDOR}', '${key}', 'conlog', '<a/>', 'terminal t', now())`;
const cancel = (key: string, reversalId = REVERSAL): string =>
  `insert into till_cancel values ('acme', '${VENDOR}', '${key}', '${reversalId}')`;
const outcome = (key: string, state: string, why = 'null', code = 'null'): string =>
  `insert into till_outcome values ('acme', '${VENDOR}', '${key}', '${state}', ${why}, ${code}, now())`;

let postgres: TestPostgres;
let owner: pg.Client;
let service: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { url, ownerUrl, appRole } = await postgres.createServiceDatabase('vending', before);
  [owner, service] = [new pg.Client({ connectionString: ownerUrl }), new pg.Client({ connectionString: url })];
  for (const client of [owner, service]) {
    await client.connect();
    await client.query(`set openprepay.utility = '*'`);
  }
  await owner.query(
    `insert into vendor (utility, vendor_id, name, currency, float_minor, float_limit_minor, created_at)
     values ('acme', '${VENDOR}', 'Shop', 'KES', 0, 0, now())`,
  );
  await owner.query(
    `insert into account_payment (utility, payment_id, receipt_number, vendor_id, idempotency_key, taken_by, account_number, currency,
       amount_minor, payment_method, debts, paid_at)
     values ('acme', '${PAYMENT}', '1', '${VENDOR}', 'key-1', 'till', 'A', 'KES', 30, 'cash', '[]', now())`,
  );
  await owner.query(
    `insert into account_payment_reversal (utility, reversal_id, payment_id, reason, takes_two, state, requested_by_subject,
       requested_by_username, requested_at, decided_at, receipt_number)
     values ('acme', '${REVERSAL}', '${PAYMENT}', 'wrong', false, 'reversed', 's', 'u', now(), now(), '2')`,
  );
  for (const key of ['first', 'second']) await owner.query(message(key));
  await runMigrations({
    ownerUrl,
    appRole,
    migrations: [...before, NameCancelledPayments1764000232000, NoteTillOutcomes1764000232010],
  });
});
afterAll(async () => {
  await service.end();
  await owner.end();
  await postgres.stop();
});

it('names the reversal of a message that was kept before, once, and of no other message', async () => {
  await expect(service.query(cancel('never kept'))).rejects.toThrow(/till_cancel_message/);
  await expect(service.query(cancel('first', id(12)))).rejects.toThrow(/till_cancel_reversal/);
  await service.query(cancel('first'));
  await expect(service.query(cancel('second'))).rejects.toThrow(/till_cancel_once/);
  await expect(service.query(`delete from till_cancel`)).rejects.toThrow(/till_cancel/);
});

it('notes what became of a message, with why it was refused, and forgets none', async () => {
  await expect(service.query(outcome('never kept', 'done'))).rejects.toThrow(/till_outcome_message/);
  await expect(service.query(outcome('first', 'refused'))).rejects.toThrow(/till_outcome_refused/);
  await expect(service.query(outcome('first', 'done', 'null', `'code'`))).rejects.toThrow(/till_outcome_refused/);
  await service.query(outcome('first', 'refused', `'why'`));
  await service.query(`update till_outcome set state = 'done', why = null`);
  await expect(service.query(`update till_outcome set message_key = 'second'`)).rejects.toThrow(/permission denied/);
  await expect(service.query(`delete from till_outcome`)).rejects.toThrow(/permission denied/);
});
