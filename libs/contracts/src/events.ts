import { AccountPricingChanged, DefaultTariffChanged, ReceiptsMissing, PricingHeartbeat, TariffPublished } from './billing.js';
import { CampaignMoved } from './campaigns.js';
import type { EventDefinition } from './event.js';
import { CustodianChanged } from './gateway.js';
import { IssuesCounted, IssuesListed } from './issue-counts.js';
import { KeyChangeRequestCancelled, KeyChangeRequested } from './key-change-requests.js';
import { AuditHeadSigned, KeyChangeIssued, TokenIssued, TokenRefused, VendingKeyChanged, VendingKeyExpiring } from './key-management.js';
import {
  AlarmAcknowledged,
  AlarmCleared,
  AlarmRaised,
  AlarmRuleSet,
  AlarmStormBegan,
  AlarmStormEnded,
  AlarmStormGrew,
  AlarmStormSettled,
  MeterEventReported,
  MeterPresenceChanged,
  ReadingsReported,
  TokenAccepted,
  TokenRejected,
} from './telemetry.js';
import { ProvenanceDoubted } from './provenance.js';
import {
  KeyChangeCancelled,
  KeyChangeCompleted,
  MeterChanged,
  NetworkNodeChanged,
  PricingApplied,
  TariffApplied,
  TokenOrderCompleted,
  TokenAwaited,
  TokenRequestCancelled,
  ReceiptsStated,
  TokenRequested,
  VendCompleted,
  VendFailed,
  VendReversed,
  VendorDeposited,
  VendStuck,
  VendorFloatStated,
} from './vending.js';
import { AccountPaid, AccountPaymentReversed, VendorWithdrew } from './vendor-money.js';

/** Every event there is, by the name that code has for it. */
export const events = {
  CustodianChanged,
  AuditHeadSigned,
  IssuesListed,
  IssuesCounted,
  VendingKeyChanged,
  VendingKeyExpiring,
  TokenIssued,
  KeyChangeIssued,
  TokenRefused,
  TokenRequested,
  TokenAwaited,
  TokenRequestCancelled,
  KeyChangeRequested,
  KeyChangeRequestCancelled,
  KeyChangeCompleted,
  KeyChangeCancelled,
  VendCompleted,
  VendFailed,
  VendReversed,
  VendStuck,
  TokenOrderCompleted,
  VendorDeposited,
  VendorWithdrew,
  AccountPaid,
  AccountPaymentReversed,
  MeterChanged,
  NetworkNodeChanged,
  ProvenanceDoubted,
  CampaignMoved,
  PricingApplied,
  TariffApplied,
  TariffPublished,
  DefaultTariffChanged,
  AccountPricingChanged,
  PricingHeartbeat,
  ReceiptsMissing,
  ReceiptsStated,
  VendorFloatStated,
  ReadingsReported,
  MeterEventReported,
  MeterPresenceChanged,
  TokenAccepted,
  TokenRejected,
  AlarmRaised,
  AlarmAcknowledged,
  AlarmCleared,
  AlarmRuleSet,
  AlarmStormBegan,
  AlarmStormEnded,
  AlarmStormGrew,
  AlarmStormSettled,
} satisfies Readonly<Record<string, EventDefinition>>;

/** The types that these contracts know: another one on a known topic is of a later version. */
export const eventTypes: ReadonlySet<string> = new Set(Object.values(events).map(({ type }) => type));
