import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { VENDING_CONFIG } from '../vending.config.js';
import { StateFloats } from './state-floats.js';
import { StateReceipts } from './state-receipts.js';
import { StatementRepository } from './statement.repository.js';
import { type StatementSettings, TakeDueStatement } from './take-due-statement.js';

const STATEMENTS = token<StatementSettings>('statement settings');
/** How often it is looked whether a statement is due, unless one is due oftener. */
const LOOK_EVERY_MS = 60_000;

const receiptsLookMs = (_state: StateReceipts, { receiptsEveryMs }: StatementSettings): number => Math.min(LOOK_EVERY_MS, receiptsEveryMs);
const floatsLookMs = (_state: StateFloats, { floatsEveryMs }: StatementSettings): number => Math.min(LOOK_EVERY_MS, floatsEveryMs);

/** What the books compare themselves with: how many receipts there are, and what the floats are. */
export const floatStatements: Feature = {
  providers: [
    provideBy(STATEMENTS, [VENDING_CONFIG], (config) => ({
      receiptsEveryMs: config.RECEIPTS_STATED_MS,
      floatsEveryMs: config.FLOATS_STATED_MS,
    })),
    provide(StatementRepository, []),
    provide(TakeDueStatement, [UnitOfWork, StatementRepository, STATEMENTS, CLOCK, LOGGER]),
    provide(StateReceipts, [TakeDueStatement, StatementRepository, Outbox]),
    provide(StateFloats, [TakeDueStatement, StatementRepository, Outbox]),
    repeating([StateReceipts, STATEMENTS], { name: 'state-receipts', everyMs: receiptsLookMs }, (state) => state.execute()),
    repeating([StateFloats, STATEMENTS], { name: 'state-floats', everyMs: floatsLookMs }, (state) => state.execute()),
  ],
};
