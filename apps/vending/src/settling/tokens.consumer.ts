import { KeyChangeIssued, TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import { consumeBatch, type ConsumerDefinition } from '@openprepay/messaging/consume';
import { caused } from '@openprepay/messaging/outbox';
import type { EventData, ReceivedEvent } from '@openprepay/contracts/event';
import type { CompleteKeyChanges } from '../key-changes/complete-key-changes.js';
import type { FailKeyChanges } from '../key-changes/fail-key-changes.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { CompleteTokenOrders } from '../token-orders/complete-token-orders.js';
import type { FailTokenOrders } from '../token-orders/fail-token-orders.js';
import type { CompleteVends } from './complete-vends.js';
import type { FailVends } from './fail-vends.js';

/**
 * In no order: each answer is for a vend of its own: one that cannot be taken must not hold up the others of its meter. A vend that has
 * had its answer knows so itself.
 */
const options = { group: 'vending.tokens', order: 'none', deduplication: 'natural-key', money: true } as const;
/** A group of its own: somebody waits for a vend's token while a campaign has its sets. */
const ofSets = { ...options, group: 'vending.key-change-sets' } as const;

/** What the vault's answers do to orders and key changes, and the meters of all of them. */
export interface OrderAnswers {
  readonly meters: MeterRepository;
  readonly complete: CompleteTokenOrders;
  readonly fail: FailTokenOrders;
  readonly completeKeyChanges: CompleteKeyChanges;
  readonly failKeyChanges: FailKeyChanges;
}

/**
 * The vault's answers settle vends and orders. A token tells by its kind which it is of; a refusal is of an order, a key change or else of a vend.
 * Issued tokens of vends come last: the utility's receipt counter is locked after everything else. A vend that fails ends with its
 * vendor's row, so that the meters of all answers are locked before.
 */
export const tokensConsumers = (
  completeVends: CompleteVends,
  failVends: FailVends,
  orders: OrderAnswers,
): readonly ConsumerDefinition[] => [
  consumeBatch(TokenRefused, options, async (events, tx, later) => {
    await orders.meters.lockAll(
      tx,
      events.map(({ data }) => data.meterNumber),
    );
    const ofOthers = await orders.fail.execute(
      tx,
      events.map((event) => caused(event)),
    );
    const ofVends = ofOthers.length > 0 ? await orders.failKeyChanges.execute(tx, ofOthers) : [];
    if (ofVends.length > 0) await failVends.execute(tx, ofVends, completedBehind(later));
  }),
  consumeBatch(KeyChangeIssued, ofSets, (events, tx) =>
    orders.completeKeyChanges.execute(
      tx,
      events.map((event) => caused(event)),
    ),
  ),
  consumeBatch(TokenIssued, options, async (events, tx) => {
    const answers = events.map((event) => caused(event));
    await orders.complete.execute(
      tx,
      answers.filter((answer) => !isOfVend(answer)),
    );
    const ofVends = answers.filter(isOfVend);
    if (ofVends.length > 0) await completeVends.execute(tx, ofVends);
  }),
];

/** Vends that the same transaction completes afterwards. */
const completedBehind = (later: readonly ReceivedEvent[]): readonly string[] =>
  later.filter(isTokenIssued).flatMap(({ data }) => (isOfVend(data) ? [data.requestId] : []));

const isTokenIssued = (event: ReceivedEvent): event is ReceivedEvent<typeof TokenIssued> => event.type === TokenIssued.type;

const isOfVend = ({ tokens }: EventData<typeof TokenIssued>): boolean => tokens.some(({ kind }) => kind === 'credit');
