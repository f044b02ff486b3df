import { defineApi } from './api.js';
import { auditEndpoints } from './key-management-audit.js';
import { expiryEndpoints } from './key-management-expiries.js';
import { keyChangeEndpoints } from './key-management-key-changes.js';
import { securityModuleEndpoints } from './key-management-security-module.js';
import { supplyGroupEndpoints } from './key-management-supply-groups.js';
import { tokenEndpoints } from './key-management-tokens.js';
import { vendingKeyEndpoints } from './key-management-vending-keys.js';
import { parkedMessagesEndpoints } from './parked-messages.js';

/** The vault: supply groups, vending keys, what a token says, and who did what with which key. */
export const keyManagementApi = defineApi({
  service: 'key-management',
  title: 'OpenPrepay key management',
  publicPath: '/api/key-management',
  errors: {
    'key-management.supply_group_unknown': 404,
    'key-management.supply_group_exists': 409,
    'key-management.vending_key_unknown': 404,
    'key-management.vending_key_exists': 409,
    'key-management.vending_key_not_draft': 409,
    'key-management.vending_key_not_active': 409,
    'key-management.vending_key_retired': 409,
    'key-management.vending_key_transition': 409,
    'key-management.key_change_unknown': 404,
    'key-management.key_change_pending': 409,
    'key-management.key_change_decided': 409,
    'key-management.key_change_too_early': 409,
    'key-management.key_change_expired': 409,
    'key-management.custodian_required': 403,
    'key-management.custodian_repeated': 409,
    'key-management.second_person_required': 403,
    'key-management.request_cancelled': 409,
    'key-management.credential_not_own': 403,
    'key-management.credential_too_new': 403,
    'key-management.component_format': 400,
    'key-management.component_length': 400,
    'key-management.component_weak': 422,
    'key-management.key_parity': 422,
    'key-management.key_weak': 422,
    'key-management.wrapped_key_invalid': 503,
    'key-management.security_module_unavailable': 503,
    'key-management.security_module_pin_refused': 503,
    'key-management.security_module_full': 503,
    'key-management.meter_pan_mismatch': 422,
    'key-management.meter_number_invalid': 400,
    'key-management.meter_unknown': 404,
    'key-management.base_date_mismatch': 409,
    'key-management.base_date_back': 422,
    'key-management.request_not_signed': 403,
    'key-management.decoder_key_algorithm_mismatch': 409,
    'key-management.algorithms_incompatible': 422,
    'key-management.key_type_not_for_credit': 422,
    'key-management.key_expired': 409,
    'key-management.key_issue_ended': 409,
    'key-management.token_identifier_exhausted': 409,
    'key-management.token_identifier_lead_exceeded': 409,
    'key-management.meter_tokens_exhausted': 409,
    'key-management.clock_jumped': 503,
    'key-management.base_date_in_future': 422,
    'key-management.amount_out_of_range': 422,
    'key-management.token_request_invalid': 422,
    'key-management.request_id_reused': 409,
    'key-management.token_format': 400,
    'key-management.token_not_authentic': 422,
    'key-management.verifications_exhausted': 429,
  },
  endpoints: {
    ...supplyGroupEndpoints,
    ...vendingKeyEndpoints,
    ...keyChangeEndpoints,
    ...expiryEndpoints,
    ...tokenEndpoints,
    ...auditEndpoints,
    ...securityModuleEndpoints,
    ...parkedMessagesEndpoints,
  },
});

export type KeyManagementErrorCode = keyof typeof keyManagementApi.errors;
