import { defineApi } from './api.js';
import { parkedMessagesEndpoints } from './parked-messages.js';
import { accountPaymentEndpoints, accountPaymentErrors } from './vending-account-payments.js';
import { auditHeadEndpoints } from './vending-audit-heads.js';
import { campaignEndpoints } from './campaigns.js';
import { faultReportEndpoints } from './vending-fault-reports.js';
import { keyChangeEndpoints } from './vending-key-changes.js';
import { batchEndpoints } from './vending-batches.js';
import { catalogueEndpoints } from './vending-catalogue.js';
import { networkEndpoints } from './vending-network.js';
import { meterImportEndpoints } from './vending-imports.js';
import { meterEndpoints } from './vending-meters.js';
import { provenanceEndpoints } from './vending-provenance.js';
import { salesEndpoints } from './vending-sales.js';
import { electrumEndpoints } from './vending-electrum.js';
import { floatEndpoints } from './vending-floats.js';
import { sandboxEndpoints } from './vending-sandbox.js';
import { tokenEndpoints } from './vending-tokens.js';
import { terminalCertificateErrors, terminalEndpoints } from './vending-terminals.js';
import { freeBasicEndpoints } from './vending-free-basic.js';
import { freeIssueEndpoints } from './vending-free-issues.js';
import { receiptIssuerEndpoints } from './vending-receipts.js';
import { commissionEndpoints } from './vending-commissions.js';
import { withdrawalEndpoints } from './vending-withdrawals.js';
import { vendEndpoints } from './vending-vends.js';
import { vendorEndpoints } from './vending-vendors.js';
import { replacementEndpoints } from './vending-replacements.js';
import { reversalEndpoints } from './vending-reversals.js';
import { xmlvendEndpoints } from './vending-xmlvend.js';

/** The sale: meters, vendors, vends. */
export const vendingApi = defineApi({
  service: 'vending',
  title: 'OpenPrepay vending',
  publicPath: '/api/vending',
  errors: {
    'vending.meter_number_invalid': 400,
    'vending.sales_range_invalid': 400,
    'vending.provenance_range_invalid': 400,
    'vending.meter_unknown': 404,
    'vending.meter_exists': 409,
    'vending.meter_replaced': 409,
    'vending.meter_algorithms_mismatch': 422,
    'vending.network_node_unknown': 404,
    'vending.network_node_exists': 409,
    'vending.network_parent_invalid': 422,
    'vending.manufacturer_exists': 409,
    'vending.meter_model_exists': 409,
    'vending.meter_model_unsuited': 422,
    'vending.import_header_invalid': 422,
    'vending.import_too_large': 413,
    'vending.import_unknown': 404,
    'vending.vendor_unknown': 404,
    'vending.outlet_unknown': 404,
    'vending.terminal_unknown': 404,
    'vending.terminal_not_authenticated': 401,
    'vending.terminal_name_taken': 409,
    'vending.terminal_revoked': 409,
    ...terminalCertificateErrors,
    'vending.sandbox_required': 403,
    'vending.sandbox_silent': 504,
    'vending.meter_blocked': 409,
    'vending.batch_unknown': 404,
    'vending.batch_open': 409,
    'vending.batch_closed': 409,
    'vending.vendor_required': 403,
    'vending.vendor_not_yours': 403,
    'vending.vendor_float_insufficient': 409,
    'vending.seller_busy': 429,
    'vending.staff_required': 403,
    'vending.deposit_reference_reused': 409,
    'vending.float_limit_in_use': 409,
    'vending.withdrawal_exceeds_float': 409,
    ...accountPaymentErrors,
    'vending.commission_invalid': 422,
    'vending.vendor_change_unknown': 404,
    'vending.vendor_change_decided': 409,
    'vending.second_person_required': 403,
    'vending.amount_invalid': 400,
    'vending.units_invalid': 400,
    'vending.unit_mismatch': 422,
    'vending.currency_mismatch': 422,
    'vending.pricing_unknown': 409,
    'vending.pricing_stale': 503,
    'vending.tariff_not_in_force': 409,
    'vending.tariff_commodity_mismatch': 409,
    'vending.tender_below_minimum': 422,
    'vending.tender_above_maximum': 422,
    'vending.tender_buys_no_units': 422,
    'vending.free_basic_not_due': 409,
    'vending.free_issue_unknown': 404,
    'vending.free_issue_decided': 409,
    'vending.idempotency_key_required': 400,
    'vending.idempotency_key_invalid': 400,
    'vending.idempotency_key_reused': 422,
    'vending.idempotency_key_closed': 409,
    'vending.idempotency_key_expired': 409,
    'vending.vend_not_found': 404,
    'vending.vend_not_completed': 409,
    'vending.vend_not_stuck': 409,
    'vending.vend_settled': 409,
    'vending.token_refused': 409,
    'vending.key_change_unknown': 404,
    'vending.key_change_open': 409,
    'vending.key_change_nothing': 422,
    'vending.key_change_ended': 409,
    'vending.key_change_pending': 409,
    'vending.key_change_due': 409,
    'vending.campaign_unknown': 404,
    'vending.campaign_exists': 409,
    'vending.campaign_state_invalid': 409,
    'vending.campaign_meter_unknown': 404,
    'vending.campaign_meter_confirmed': 409,
    'vending.tokens_awaited': 409,
    'vending.reversal_refused': 409,
    'vending.reversal_unknown': 404,
    'vending.reversal_decided': 409,
    'vending.token_order_unknown': 404,
    'vending.token_order_decided': 409,
    'vending.token_order_not_awaited': 409,
    'vending.token_limit_reached': 429,
    'vending.token_answer_contradicts': 409,
  },
  endpoints: {
    ...meterImportEndpoints,
    ...meterEndpoints,
    ...replacementEndpoints,
    ...catalogueEndpoints,
    ...networkEndpoints,
    ...faultReportEndpoints,
    ...vendorEndpoints,
    ...floatEndpoints,
    ...withdrawalEndpoints,
    ...commissionEndpoints,
    ...accountPaymentEndpoints,
    ...receiptIssuerEndpoints,
    ...terminalEndpoints,
    ...vendEndpoints,
    ...freeBasicEndpoints,
    ...freeIssueEndpoints,
    ...reversalEndpoints,
    ...tokenEndpoints,
    ...keyChangeEndpoints,
    ...campaignEndpoints,
    ...salesEndpoints,
    ...batchEndpoints,
    ...sandboxEndpoints,
    ...xmlvendEndpoints,
    ...electrumEndpoints,
    ...auditHeadEndpoints,
    ...provenanceEndpoints,
    ...parkedMessagesEndpoints,
  },
});

export type VendingErrorCode = keyof typeof vendingApi.errors;
