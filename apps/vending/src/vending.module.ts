import { Module } from '@nestjs/common';
import { compose } from '@openprepay/runtime/feature';
import { parkedMessages } from '@openprepay/runtime/parked-messages';
import { accountPayments } from './account-payments/account-payments.feature.js';
import { auditHeads } from './audit-heads/audit-heads.feature.js';
import { batches } from './batches/batches.feature.js';
import { campaignMeters } from './campaign-meters/campaign-meters.feature.js';
import { campaigns } from './campaigns/campaigns.feature.js';
import { dueKeys } from './due-keys/due-keys.feature.js';
import { catalogue } from './catalogue/catalogue.feature.js';
import { electrum } from './electrum/electrum.feature.js';
import { commissions } from './commissions/commissions.feature.js';
import { faultReports } from './fault-reports/fault-reports.feature.js';
import { freeIssues } from './free-issues/free-issues.feature.js';
import { floats } from './floats/floats.feature.js';
import { floatStatements } from './float-statements/float-statements.feature.js';
import { keyChanges } from './key-changes/key-changes.feature.js';
import { imports } from './imports/imports.feature.js';
import { meters } from './meters/meters.feature.js';
import { network } from './network/network.feature.js';
import { paymentReversals } from './payment-reversals/payment-reversals.feature.js';
import { pricing } from './pricing/pricing.feature.js';
import { provenance } from './provenance/provenance.feature.js';
import { receipts } from './receipts/receipts.feature.js';
import { replacements } from './replacements/replacements.feature.js';
import { resending } from './resending/resending.feature.js';
import { reversals } from './reversals/reversals.feature.js';
import { sales } from './sales/sales.feature.js';
import { sandbox } from './sandbox/sandbox.feature.js';
import { selling } from './selling/selling.feature.js';
import { settling } from './settling/settling.feature.js';
import { supplies } from './supplies/supplies.feature.js';
import { terminals } from './terminals/terminals.feature.js';
import { tokenOrders } from './token-orders/token-orders.feature.js';
import { vaultRequests } from './vault-requests/vault-requests.feature.js';
import { unitsIssues } from './units-issues/units-issues.feature.js';
import { vend } from './vend/vend.feature.js';
import { vendors } from './vendors/vendors.feature.js';
import { xmlvend } from './xmlvend/xmlvend.feature.js';

@Module(
  compose(
    supplies,
    catalogue,
    network,
    meters,
    imports,
    vendors,
    floats,
    commissions,
    terminals,
    pricing,
    vaultRequests,
    vend,
    sales,
    batches,
    tokenOrders,
    campaignMeters,
    dueKeys,
    keyChanges,
    campaigns,
    unitsIssues,
    settling,
    sandbox,
    selling,
    freeIssues,
    replacements,
    reversals,
    receipts,
    accountPayments,
    paymentReversals,
    faultReports,
    xmlvend,
    electrum,
    resending,
    floatStatements,
    auditHeads,
    provenance,
    parkedMessages,
  ),
)
export class VendingModule {}
