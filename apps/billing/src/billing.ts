import { billingApi } from '@openprepay/contracts/http/billing';
import { defineService } from '@openprepay/runtime/define-service';
import { AccountRow } from './accounts/account.row.js';
import { loadBillingConfig } from './billing.config.js';
import { BillingModule } from './billing.module.js';
import { CorrectionRow } from './corrections/correction.row.js';
import { DebtRow } from './debts/debt.row.js';
import { DebtSettlementRow } from './debts/debt-settlement.row.js';
import { FloatDifferenceRow } from './floats/float-difference.row.js';
import { FloatStatementRow } from './floats/float-statement.row.js';
import { JournalEntryRow } from './ledger/journal-entry.row.js';
import { JournalLineRow } from './ledger/journal-line.row.js';
import { billingMigrations } from './migrations.js';
import { PaymentRow } from './payments/payment.row.js';
import { PricingHeartbeatRow } from './heartbeats/pricing-heartbeat.row.js';
import { ReceiptWatchRow } from './receipts/receipt-watch.row.js';
import { DefaultTariffRow } from './tariffs/default-tariff.row.js';
import { TariffApplicationRow } from './tariffs/tariff-application.row.js';
import { TariffRow } from './tariffs/tariff.row.js';
import { TariffVersionRow } from './tariffs/tariff-version.row.js';

/** The service as it is started, migrated and tested. */
export const billingService = defineService({
  name: 'billing',
  module: BillingModule,
  config: loadBillingConfig,
  api: billingApi,
  rows: [
    AccountRow,
    DebtRow,
    DebtSettlementRow,
    FloatDifferenceRow,
    FloatStatementRow,
    ReceiptWatchRow,
    PaymentRow,
    DefaultTariffRow,
    JournalEntryRow,
    JournalLineRow,
    CorrectionRow,
    PricingHeartbeatRow,
    TariffApplicationRow,
    TariffRow,
    TariffVersionRow,
  ],
  migrations: billingMigrations,
});
