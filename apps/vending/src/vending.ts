import { vendingApi } from '@openprepay/contracts/http/vending';
import { defineService } from '@openprepay/runtime/define-service';
import { AccountPaymentRow } from './account-payments/account-payment.row.js';
import { PaymentReversalRow } from './account-payments/payment-reversal.row.js';
import { ReprintedPaymentRow } from './account-payments/reprinted-payment.row.js';
import { KeptHeadRow } from './audit-heads/kept-head.row.js';
import { KeyChangePolicyRow } from './due-keys/key-change-policy.row.js';
import { KnownKeyRow } from './due-keys/known-key.row.js';
import { CampaignRow } from './campaigns/campaign.row.js';
import { KeyChangeRow } from './key-changes/key-change.row.js';
import { BatchRow } from './batches/batch.row.js';
import { ManufacturerRow } from './catalogue/manufacturer.row.js';
import { MeterModelRow } from './catalogue/meter-model.row.js';
import { ElectrumMessageRow } from './electrum/electrum-message.row.js';
import { FaultReportRow } from './fault-reports/fault-report.row.js';
import { TillCancelRow } from './xmlvend/till-cancel.row.js';
import { TillMessageRow } from './xmlvend/till-message.row.js';
import { TillOutcomeRow } from './xmlvend/till-outcome.row.js';
import { MeterRow } from './meters/meter.row.js';
import { vendingMigrations } from './migrations.js';
import { NetworkNodeRow } from './network/network-node.row.js';
import { AccountPricingRow } from './pricing/account-pricing.row.js';
import { DebtRow } from './pricing/debt.row.js';
import { DefaultTariffRow } from './pricing/default-tariff.row.js';
import { HeartbeatRow } from './pricing/heartbeat.row.js';
import { TariffVersionRow } from './pricing/tariff-version.row.js';
import { ReplacementRow } from './replacements/replacement.row.js';
import { ReversalPolicyRow } from './reversals/reversal-policy.row.js';
import { ReversalRow } from './reversals/reversal.row.js';
import { ReceiptIssuerRow } from './receipts/receipt-issuer.row.js';
import { VendorTaxNumberRow } from './receipts/vendor-tax-number.row.js';
import { ReceiptCounterRow } from './settling/receipt-counter.row.js';
import { SupplyRow } from './supplies/supply.row.js';
import { VendorCommissionRow } from './commissions/vendor-commission.row.js';
import { OutletRow } from './terminals/outlet.row.js';
import { TerminalCertificateRow } from './terminals/terminal-certificate.row.js';
import { TerminalRow } from './terminals/terminal.row.js';
import { ClosedKeyRow } from './vend/closed-key.row.js';
import { TokenOrderRow } from './token-orders/token-order.row.js';
import { TokenPolicyRow } from './token-orders/token-policy.row.js';
import { VendRow } from './vend/vend.row.js';
import { loadVendingConfig } from './vending.config.js';
import { VendingModule } from './vending.module.js';
import { FreeIssuePolicyRow } from './free-issues/free-issue-policy.row.js';
import { FreeIssueRow } from './free-issues/free-issue.row.js';
import { VendorChangeRow } from './floats/vendor-change.row.js';
import { VendorPolicyRow } from './floats/vendor-policy.row.js';
import { DepositRow } from './vendors/deposit.row.js';
import { MovementRow } from './vendors/movement.row.js';
import { VendorRow } from './vendors/vendor.row.js';
import { WithdrawalRow } from './vendors/withdrawal.row.js';

/** The service as it is started, migrated and tested. */
export const vendingService = defineService({
  name: 'vending',
  module: VendingModule,
  config: loadVendingConfig,
  api: vendingApi,
  rows: [
    ManufacturerRow,
    MeterModelRow,
    NetworkNodeRow,
    MeterRow,
    SupplyRow,
    VendorRow,
    DepositRow,
    WithdrawalRow,
    VendorCommissionRow,
    ReceiptIssuerRow,
    VendorTaxNumberRow,
    MovementRow,
    AccountPaymentRow,
    ReprintedPaymentRow,
    PaymentReversalRow,
    VendorPolicyRow,
    VendorChangeRow,
    OutletRow,
    TerminalRow,
    TerminalCertificateRow,
    BatchRow,
    ElectrumMessageRow,
    TillMessageRow,
    TillCancelRow,
    TillOutcomeRow,
    FaultReportRow,
    HeartbeatRow,
    TariffVersionRow,
    DefaultTariffRow,
    AccountPricingRow,
    DebtRow,
    VendRow,
    ReplacementRow,
    FreeIssueRow,
    FreeIssuePolicyRow,
    ReversalRow,
    ReversalPolicyRow,
    TokenOrderRow,
    TokenPolicyRow,
    KeyChangeRow,
    CampaignRow,
    KnownKeyRow,
    KeyChangePolicyRow,
    ClosedKeyRow,
    ReceiptCounterRow,
    KeptHeadRow,
  ],
  migrations: vendingMigrations,
});
