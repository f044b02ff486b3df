import { Module } from '@nestjs/common';
import { compose } from '@openprepay/runtime/feature';
import { parkedMessages } from '@openprepay/runtime/parked-messages';
import { accountTariffs } from './account-tariffs/account-tariffs.feature.js';
import { accounts } from './accounts/accounts.feature.js';
import { balances } from './balances/balances.feature.js';
import { bookings } from './bookings/bookings.feature.js';
import { calendar } from './calendar/calendar.feature.js';
import { corrections } from './corrections/corrections.feature.js';
import { debts } from './debts/debts.feature.js';
import { heartbeats } from './heartbeats/heartbeats.feature.js';
import { floats } from './floats/floats.feature.js';
import { imports } from './imports/imports.feature.js';
import { ledger } from './ledger/ledger.feature.js';
import { payments } from './payments/payments.feature.js';
import { periods } from './periods/periods.feature.js';
import { receipts } from './receipts/receipts.feature.js';
import { tariffs } from './tariffs/tariffs.feature.js';

const pricing = [calendar, tariffs, heartbeats, accounts, imports] as const;
const books = [ledger, periods, debts, payments, accountTariffs, bookings, corrections] as const;
const checks = [receipts, floats, balances] as const;

/** The books. Each feature stands on those before it. */
@Module(compose(...pricing, ...books, ...checks, parkedMessages))
export class BillingModule {}
