import { messagingMigrations } from '@openprepay/messaging/migrations';
import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CreateVending1764000000000 } from './migrations/1764000000000-create-vending.js';
import { CloseIdempotencyKeys1764000003000 } from './migrations/1764000003000-close-idempotency-keys.js';
import { ExplainFloats1764000003010 } from './migrations/1764000003010-explain-floats.js';
import { EndStuckVends1764000003020 } from './migrations/1764000003020-end-stuck-vends.js';
import { GuardVends1764000003030 } from './migrations/1764000003030-guard-vends.js';
import { AddRevisions1764000004000 } from './migrations/1764000004000-add-revisions.js';
import { FindSuppliesAgain1764000004001 } from './migrations/1764000004001-find-supplies-again.js';
import { KeepPricingHeartbeats1764000004002 } from './migrations/1764000004002-keep-pricing-heartbeats.js';
import { CreateBookStatements1764000005000 } from './migrations/1764000005000-create-book-statements.js';
import { KeepAuditHeads1764000006000 } from './migrations/1764000006000-keep-audit-heads.js';
import { ListOpenVends1764000008000 } from './migrations/1764000008000-list-open-vends.js';
import { FindKeysByOneIndex1764000009200 } from './migrations/1764000009200-find-keys-by-one-index.js';
import { ShowDemoSales1764000009410 } from './migrations/1764000009410-show-demo-sales.js';
import { ListMetersOfKeys1764000009420 } from './migrations/1764000009420-list-meters-of-keys.js';
import { CreateTerminals1764000009600 } from './migrations/1764000009600-create-terminals.js';
import { OrderTokens1764000009701 } from './migrations/1764000009701-order-tokens.js';
import { KeepSales1764000010000 } from './migrations/1764000010000-keep-sales.js';
import { ChangeKeys1764000020001 } from './migrations/1764000020001-change-keys.js';
import { KnowKeys1764000020010 } from './migrations/1764000020010-know-keys.js';
import { CloseOrders1764000020020 } from './migrations/1764000020020-close-orders.js';
import { CancelOrders1764000020021 } from './migrations/1764000020021-cancel-orders.js';
import { KeepBlocks1764000030000 } from './migrations/1764000030000-keep-blocks.js';
import { ReverseVends1764000030010 } from './migrations/1764000030010-reverse-vends.js';
import { KeepBatches1764000040000 } from './migrations/1764000040000-keep-batches.js';
import { SandboxTerminals1764000040010 } from './migrations/1764000040010-sandbox-terminals.js';
import { KeepElectrumMessages1764000040020 } from './migrations/1764000040020-keep-electrum-messages.js';
import { KeepCatalogue1764000050000 } from './migrations/1764000050000-keep-catalogue.js';
import { DrawNetwork1764000050010 } from './migrations/1764000050010-draw-network.js';
import { TakeImports1764000050020 } from './migrations/1764000050020-take-imports.js';
import { RememberCurrency1764000050031 } from './migrations/1764000050031-remember-currency.js';
import { KeepCampaigns1764000110000 } from './migrations/1764000110000-keep-campaigns.js';
import { ProveTokens1764000120010 } from './migrations/1764000120010-prove-tokens.js';
import { CancelKeyChanges1764000120020 } from './migrations/1764000120020-cancel-key-changes.js';
import { SizeSets1764000120030 } from './migrations/1764000120030-size-sets.js';
import { GrantUnits1764000130000 } from './migrations/1764000130000-grant-units.js';
import { KeepFreeIssues1764000130020 } from './migrations/1764000130020-keep-free-issues.js';
import { ReplaceMeters1764000130030 } from './migrations/1764000130030-replace-meters.js';
import { WithdrawFloats1764000140000 } from './migrations/1764000140000-withdraw-floats.js';
import { EarnCommission1764000140010 } from './migrations/1764000140010-earn-commission.js';
import { NameIssuer1764000140030 } from './migrations/1764000140030-name-issuer.js';
import { KeepTillMessages1764000150000 } from './migrations/1764000150000-keep-till-messages.js';
import { AllowEngineering1764000150010 } from './migrations/1764000150010-allow-engineering.js';
import { KeepFaultReports1764000150020 } from './migrations/1764000150020-keep-fault-reports.js';
import { TellOfCampaigns1764000160000 } from './migrations/1764000160000-tell-of-campaigns.js';
import { TellNetwork1764000170020 } from './migrations/1764000170020-tell-network.js';
import { AskForCommission1764000180020 } from './migrations/1764000180020-ask-for-commission.js';
import { NumberVendors1764000180010 } from './migrations/1764000180010-number-vendors.js';
import { SetInOwnHands1764000180000 } from './migrations/1764000180000-set-in-own-hands.js';
import { CarryCreditOnce1764000190000 } from './migrations/1764000190000-carry-credit-once.js';
import { PayAccounts1764000190010 } from './migrations/1764000190010-pay-accounts.js';
import { CertifyTerminals1764000221000 } from './migrations/1764000221000-certify-terminals.js';
import { ReprintPayments1764000221010 } from './migrations/1764000221010-reprint-payments.js';
import { PayFeesFirst1764000223000 } from './migrations/1764000223000-pay-fees-first.js';
import { UseCertificates1764000224000 } from './migrations/1764000224000-use-certificates.js';
import { RefuseOutdatedChanges1764000224010 } from './migrations/1764000224010-refuse-outdated-changes.js';
import { ReverseAccountPayments1764000225000 } from './migrations/1764000225000-reverse-account-payments.js';
import { NumberTellings1764000226000 } from './migrations/1764000226000-number-tellings.js';
import { ListCampaigns1764000226010 } from './migrations/1764000226010-list-campaigns.js';
import { ListMetersOfMakes1764000229000 } from './migrations/1764000229000-list-meters-of-makes.js';
import { NameCancelledPayments1764000232000 } from './migrations/1764000232000-name-cancelled-payments.js';
import { NoteTillOutcomes1764000232010 } from './migrations/1764000232010-note-till-outcomes.js';
import { TellOfEndsOnce1764000233000 } from './migrations/1764000233000-tell-of-ends-once.js';
import { KeyWhatIsRepeated1764000233010 } from './migrations/1764000233010-key-what-is-repeated.js';
import { CountManyAtOnce1764000233030 } from './migrations/1764000233030-count-many-at-once.js';
import { TakeSetsApart1764000233040 } from './migrations/1764000233040-take-sets-apart.js';
import { CountCampaignsByPart1764000234000 } from './migrations/1764000234000-count-campaigns-by-part.js';
import { FindUnansweredOfOne1764000235000 } from './migrations/1764000235000-find-unanswered-of-one.js';
import { CountPartsByState1764000236000 } from './migrations/1764000236000-count-parts-by-state.js';

/** In the order they run. By itself, so that migrating loads nothing of the service. */
export const vendingMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  CreateVending1764000000000,
  CloseIdempotencyKeys1764000003000,
  ExplainFloats1764000003010,
  EndStuckVends1764000003020,
  GuardVends1764000003030,
  AddRevisions1764000004000,
  FindSuppliesAgain1764000004001,
  KeepPricingHeartbeats1764000004002,
  CreateBookStatements1764000005000,
  KeepAuditHeads1764000006000,
  ListOpenVends1764000008000,
  FindKeysByOneIndex1764000009200,
  ShowDemoSales1764000009410,
  ListMetersOfKeys1764000009420,
  CreateTerminals1764000009600,
  OrderTokens1764000009701,
  KeepSales1764000010000,
  ChangeKeys1764000020001,
  KnowKeys1764000020010,
  CloseOrders1764000020020,
  CancelOrders1764000020021,
  KeepBlocks1764000030000,
  ReverseVends1764000030010,
  KeepBatches1764000040000,
  SandboxTerminals1764000040010,
  KeepElectrumMessages1764000040020,
  KeepCatalogue1764000050000,
  DrawNetwork1764000050010,
  TakeImports1764000050020,
  RememberCurrency1764000050031,
  KeepCampaigns1764000110000,
  ProveTokens1764000120010,
  CancelKeyChanges1764000120020,
  SizeSets1764000120030,
  GrantUnits1764000130000,
  KeepFreeIssues1764000130020,
  ReplaceMeters1764000130030,
  WithdrawFloats1764000140000,
  EarnCommission1764000140010,
  NameIssuer1764000140030,
  KeepTillMessages1764000150000,
  AllowEngineering1764000150010,
  KeepFaultReports1764000150020,
  TellOfCampaigns1764000160000,
  TellNetwork1764000170020,
  SetInOwnHands1764000180000,
  NumberVendors1764000180010,
  AskForCommission1764000180020,
  CarryCreditOnce1764000190000,
  PayAccounts1764000190010,
  CertifyTerminals1764000221000,
  ReprintPayments1764000221010,
  PayFeesFirst1764000223000,
  UseCertificates1764000224000,
  RefuseOutdatedChanges1764000224010,
  ReverseAccountPayments1764000225000,
  NumberTellings1764000226000,
  ListCampaigns1764000226010,
  ListMetersOfMakes1764000229000,
  NameCancelledPayments1764000232000,
  NoteTillOutcomes1764000232010,
  TellOfEndsOnce1764000233000,
  KeyWhatIsRepeated1764000233010,
  CountManyAtOnce1764000233030,
  TakeSetsApart1764000233040,
  CountCampaignsByPart1764000234000,
  FindUnansweredOfOne1764000235000,
  CountPartsByState1764000236000,
];
