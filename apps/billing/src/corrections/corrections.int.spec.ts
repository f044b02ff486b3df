import type { Principal } from '@openprepay/contracts/identity';
import { sql } from '@openprepay/persistence/sql';
import { moneyMinor } from '@openprepay/quantities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clerkOf, startBilling, vendOf, type Billing } from '../../test/fixture.js';
import { FindJournalEntries } from '../ledger/find-journal-entries.js';
import { ReadTrialBalance } from '../ledger/read-trial-balance.js';
import { AskForCorrection, type AskForCorrectionCommand } from './ask-for-correction.js';
import { DecideCorrection } from './decide-correction.js';
import { FindCorrections } from './find-corrections.js';
import type { Correction, WrittenLine } from './correction.js';

const person = (username: string, changes: Partial<Principal> = {}): Principal => ({
  ...clerkOf(),
  subject: username,
  username,
  credentialChangedAt: new Date('2026-01-01T00:00:00Z'),
  ...changes,
});
const [ann, bob] = [person('ann'), person('bob')];

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing.stop());

let keys = 0;
/** Ten shillings that were counted as cash and came by card. */
const LINES: readonly WrittenLine[] = [
  { account: 'cash-desk:card', amount: '10.00' },
  { account: 'cash-desk:cash', amount: '-10.00' },
];
const ask = (changes: Partial<AskForCorrectionCommand> = {}, caller = ann) =>
  billing
    .get(AskForCorrection)
    .execute(caller, { idempotencyKey: `correction-${++keys}`, lines: LINES, reason: 'counted wrong', ...changes });
const asked = async (changes: Partial<AskForCorrectionCommand> = {}) => (await ask(changes)).correction;
const decide = (caller: Principal, { correctionId }: Correction, refusal?: string) =>
  billing.get(DecideCorrection).execute(caller, { correctionId, refusal });
const entriesOf = async ({ correctionId }: Correction) =>
  (await billing.get(FindJournalEntries).execute(clerkOf(), { reference: `correction:${correctionId}`, limit: 10 })).items;
const trialBalance = () => billing.get(ReadTrialBalance).execute(clerkOf(), { limit: 500 });
const code = (name: string) => ({ code: `billing.${name}` });

describe('a correcting entry', () => {
  it('is booked once a second person says so too, beside the entry that it corrects, and the books stay balanced', async () => {
    const vend = vendOf();
    await billing.bookVends([vend]);
    const reference = `vend:${vend.vendId}`;
    const find = () => billing.get(FindJournalEntries).execute(clerkOf(), { reference, limit: 10 });
    const before = await find();

    const correction = await asked({ corrects: reference });
    expect(await entriesOf(correction)).toEqual([]);
    billing.clock.advance(60_000);
    const decided = await decide(bob, correction);

    expect(decided).toMatchObject({
      corrects: reference,
      requestedBy: { username: 'ann' },
      decision: { state: 'booked', decidedBy: { username: 'bob' } },
    });
    expect(await entriesOf(correction)).toMatchObject([
      {
        at: billing.clock.now(),
        currency: 'KES',
        lines: [
          { account: 'cash-desk:card', amountMinor: 1_000n },
          { account: 'cash-desk:cash', amountMinor: -1_000n },
        ],
      },
    ]);
    expect(await find()).toEqual(before);
    const { balanced, accounts } = await trialBalance();
    expect(balanced).toBe(true);
    expect(accounts).toContainEqual({ account: 'cash-desk:card', currency: 'KES', debitMinor: 1_000n, creditMinor: 0n });
  });

  it('is one per key of a person, even if it is raced, and answered by it from then on', async () => {
    const idempotencyKey = 'raced-correction';

    const outcomes = await Promise.all(Array.from({ length: 5 }, () => ask({ idempotencyKey })));

    expect(new Set(outcomes.map(({ correction }) => correction.correctionId)).size).toBe(1);
    expect(outcomes.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    await decide(bob, outcomes[0]!.correction);
    expect(await ask({ idempotencyKey, lines: LINES.toReversed() })).toMatchObject({
      isReplay: true,
      correction: { decision: { state: 'booked' } },
    });
    await expect(ask({ idempotencyKey, reason: 'another' })).rejects.toMatchObject(code('idempotency_key_reused'));
    expect(await ask({ idempotencyKey }, bob)).toMatchObject({ isReplay: false });
  });

  it('is not for who asked to approve, nor for whoever’s password is newer than the request', async () => {
    const correction = await asked();

    await expect(decide(ann, correction)).rejects.toMatchObject(code('second_person_required'));
    await expect(decide(person('new', { credentialChangedAt: correction.requestedAt }), correction)).rejects.toMatchObject(
      code('second_person_required'),
    );
    await expect(decide(person('lent', { inOwnHands: false }), correction)).rejects.toMatchObject(code('second_person_required'));
    expect(await entriesOf(correction)).toEqual([]);
  });

  it('is decided on once, however many decide at once', async () => {
    const correction = await asked();

    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((nth) => decide(person(`bob-${nth}`), correction)));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(code('correction_decided'));
    expect(await entriesOf(correction)).toHaveLength(1);
  });

  it('may be refused, also by who asked, and is booked never then', async () => {
    const correction = await asked();

    expect(await decide(ann, correction, 'a slip')).toMatchObject({ decision: { state: 'refused', refusal: 'a slip' } });

    await expect(decide(bob, correction)).rejects.toMatchObject(code('correction_decided'));
    expect(await entriesOf(correction)).toEqual([]);
    expect((await billing.get(FindCorrections).execute(ann, { state: 'refused', limit: 50 })).items).toContainEqual(
      expect.objectContaining({ correctionId: correction.correctionId }),
    );
  });

  it.each([
    ['does not sum to zero', [LINES[0]!, { account: 'bank', amount: '-9.99' }], 'entry_unbalanced'],
    ['moves nothing', [LINES[0]!, { account: 'cash-desk:card', amount: '-10.00' }], 'entry_unbalanced'],
    ['has an amount that is none', [LINES[0]!, { account: 'bank', amount: '--10' }], 'amount_invalid'],
    ['has more decimals than its currency', [LINES[0]!, { account: 'bank', amount: '-10.001' }], 'amount_invalid'],
    [
      'changes a vendor’s float',
      [LINES[0]!, { account: 'vendor-float:019ab000-0000-7000-8000-000000000001', amount: '-10' }],
      'account_not_correctable',
    ],
    ['changes what a customer owes', [LINES[0]!, { account: 'customer:A-1', amount: '-10' }], 'account_not_correctable'],
    ['changes what all customers owe', [LINES[0]!, { account: 'customer:*', amount: '-10' }], 'account_not_correctable'],
    ['names an account that the chart has not', [LINES[0]!, { account: 'petty-cash', amount: '-10' }], 'ledger_account_unknown'],
    ['names an account with nothing after its colon', [LINES[0]!, { account: 'sales:', amount: '-10' }], 'ledger_account_unknown'],
  ])('is refused where it %s', async (_what, lines, refusal) => {
    await expect(ask({ lines })).rejects.toMatchObject(code(refusal));
  });

  it('is refused in a currency that there is not, and for an entry that there is not', async () => {
    await expect(ask({ currency: 'XXZ' })).rejects.toMatchObject(code('currency_mismatch'));
    await expect(ask({ corrects: 'vend:none' })).rejects.toMatchObject(code('entry_unknown'));
  });

  it('may put aside in suspense what is not clear yet, in another currency than the utility’s too', async () => {
    const lines = [
      { account: 'bank', amount: '-3' },
      { account: 'suspense:2026-11', amount: '1' },
      { account: 'suspense:2026-11', amount: '2' },
    ];
    const correction = await asked({ currency: 'USD', lines });
    await decide(bob, correction);

    expect(await entriesOf(correction)).toMatchObject([
      {
        currency: 'USD',
        lines: [
          { account: 'bank', amountMinor: -300n },
          { account: 'suspense:2026-11', amountMinor: moneyMinor(300n) },
        ],
      },
    ]);
  });

  it('is another utility’s to see or decide on never', async () => {
    const correction = await asked();
    const elsewhere = person('bob', { utility: 'other' });

    await expect(decide(elsewhere, correction)).rejects.toMatchObject(code('correction_unknown'));
    expect((await billing.get(FindCorrections).execute(elsewhere, { limit: 50 })).items).toEqual([]);
  });

  it('stays in the record as it was asked, whoever writes to the database', async () => {
    const correction = await asked();
    await decide(bob, correction);
    const of = [correction.correctionId];

    for (const statement of [
      'update journal_correction set reason = $1',
      'delete from journal_correction where correction_id::text = $1',
    ]) {
      await expect(billing.run((tx) => sql(tx, statement, of))).rejects.toThrow('permission denied');
    }
    const own = (statement: string) => expect(billing.owner.query(statement, of)).rejects;
    await own(`update journal_correction set lines = '[1, 2]' where correction_id = $1`).toThrow('never changes');
    await own(`update journal_correction set state = 'refused', refusal = 'x' where correction_id = $1`).toThrow('decided on once');
    await own('delete from journal_correction where correction_id = $1').toThrow('never changes');
  });
});

describe('an entry that was wrong', () => {
  it('is corrected once, booked or waiting, unless whoever asks says that it takes another one', async () => {
    const vend = vendOf();
    await billing.bookVends([vend]);
    const corrects = `vend:${vend.vendId}`;

    const answers = await Promise.allSettled([ann, bob, person('eve')].map((caller) => ask({ corrects }, caller)));
    const first = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.correction] : []));
    expect(first).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 'rejected')).toEqual(
      [1, 2].map(() => ({ status: 'rejected', reason: expect.objectContaining(code('entry_corrected')) as unknown })),
    );
    await decide(person('zoe'), first[0]!);
    await expect(ask({ corrects })).rejects.toMatchObject(code('entry_corrected'));
    expect((await ask({ corrects, again: true })).correction).toMatchObject({ corrects });
  });

  it('may be asked for anew where it was refused', async () => {
    const vend = vendOf();
    await billing.bookVends([vend]);
    const corrects = `vend:${vend.vendId}`;
    await decide(bob, await asked({ corrects }), 'wrong account');

    await expect(ask({ corrects })).resolves.toMatchObject({ isReplay: false });
  });
});
