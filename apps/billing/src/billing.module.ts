import { Module } from '@nestjs/common';
import { compose } from '@openprepay/runtime/feature';
import { parkedMessages } from '@openprepay/runtime/parked-messages';
import { accountTariffs } from './account-tariffs/account-tariffs.feature.js';
import { accounts } from './accounts/accounts.feature.js';
import { bookings } from './bookings/bookings.feature.js';
import { debts } from './debts/debts.feature.js';
import { heartbeats } from './heartbeats/heartbeats.feature.js';
import { floats } from './floats/floats.feature.js';
import { ledger } from './ledger/ledger.feature.js';
import { payments } from './payments/payments.feature.js';
import { receipts } from './receipts/receipts.feature.js';
import { tariffs } from './tariffs/tariffs.feature.js';

/** The books. Each feature stands on those before it. */
@Module(compose(tariffs, heartbeats, accounts, ledger, debts, payments, accountTariffs, bookings, receipts, floats, parkedMessages))
export class BillingModule {}
