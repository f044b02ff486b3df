import { Module } from '@nestjs/common';
import { compose } from '@openprepay/runtime/feature';
import { parkedMessages } from '@openprepay/runtime/parked-messages';
import { audit } from './audit/audit.feature.js';
import { clocks } from './clocks/clocks.feature.js';
import { expiries } from './expiries/expiries.feature.js';
import { issueCounts } from './issue-counts/issue-counts.feature.js';
import { keyChanges } from './key-changes/key-changes.feature.js';
import { meters } from './meters/meters.feature.js';
import { securityModule } from './security-module/security-module.feature.js';
import { supplyGroups } from './supply-groups/supply-groups.feature.js';
import { tokens } from './tokens/tokens.feature.js';
import { vendingKeys } from './vending-keys/vending-keys.feature.js';

@Module(
  compose(clocks, audit, securityModule, supplyGroups, vendingKeys, keyChanges, meters, expiries, tokens, issueCounts, parkedMessages),
)
export class KeyManagementModule {}
