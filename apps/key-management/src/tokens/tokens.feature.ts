import { Outbox } from '@openprepay/messaging/outbox';
import { Signal } from '@openprepay/pace/signal';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, consumers, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { AuditLog } from '../audit/audit-log.js';
import { Clocks } from '../clocks/clocks.js';
import { KEY_MANAGEMENT_CONFIG } from '../key-management.config.js';
import { KnownMeterRepository } from '../meters/known-meter.repository.js';
import { SECURITY_MODULE } from '../security-module/security-module.feature.js';
import { DamagedKeys } from '../vending-keys/damaged-keys.js';
import { NoteKeyIntegrity } from '../vending-keys/note-key-integrity.js';
import { VendingKeyRepository } from '../vending-keys/vending-key.repository.js';
import { CancelKeyChanges } from './cancel-key-changes.js';
import { CancelRequests } from './cancel-requests.js';
import { FindTokenVerifications } from './find-token-verifications.js';
import { IssueKeyChanges } from './issue-key-changes.js';
import { IssueLate, type LateAnswering } from './issue-late.js';
import { IssueTokens } from './issue-tokens.js';
import { IssuedTokenRepository } from './issued-token.repository.js';
import { KeyChangeAnswerRepository } from './key-change-answer.repository.js';
import { KeyUseRepository } from './key-use.repository.js';
import { LateMetrics } from './late-metrics.js';
import { LatePace } from './late-pace.js';
import { LateRequestRepository } from './late-request.repository.js';
import { MeasureLate } from './measure-late.js';
import { NoteKeyUse } from './note-key-use.js';
import { PublishAnswers } from './publish-answers.js';
import { PublishKeyChanges } from './publish-key-changes.js';
import { RequestSignatures } from './request-signatures.js';
import { RequesterRepository } from './requester.repository.js';
import { SetLateAside } from './set-late-aside.js';
import { TokenAnswerRepository } from './token-answer.repository.js';
import { TokenIdentifierCounterRepository } from './token-identifier-counter.repository.js';
import type { MeterPolicy } from './token-identifiers.js';
import { TokenMetrics } from './token-metrics.js';
import { type RequestHandlers, tokenRequestsConsumers } from './token-requests.consumer.js';
import { TokenVerificationRepository } from './token-verification.repository.js';
import { TokensController } from './tokens.controller.js';
import { VerifyToken } from './verify-token.js';

const HANDLERS = token<RequestHandlers>('handlers of requests');
const LATE_ANSWERING = token<LateAnswering>('answering of late requests');
const LATE_REQUESTS = token<Signal>('late requests wait');
/** Looks are as far apart as the pace gathers room in; longer while none waits but what another instance has left. */
const LATE_PACE = { everyMs: 250, restLimitMs: 15_000 } as const;
const MEASURE_LATE_EVERY_MS = 10_000;
const POLICY = token<MeterPolicy>('meter policy');

export const tokens: Feature = {
  controllers: [TokensController],
  providers: [
    provideBy(POLICY, [KEY_MANAGEMENT_CONFIG], (config) => ({ tokensPerHour: config.METER_TOKENS_PER_HOUR })),
    provide(TokenAnswerRepository, []),
    provide(TokenIdentifierCounterRepository, []),
    provide(KeyUseRepository, []),
    provide(IssuedTokenRepository, []),
    provide(NoteKeyUse, [KeyUseRepository, AuditLog]),
    provide(PublishAnswers, [Outbox]),
    provide(CancelRequests, [TokenIdentifierCounterRepository, TokenAnswerRepository, PublishAnswers, CLOCK]),
    provide(IssueTokens, [
      TokenIdentifierCounterRepository,
      TokenAnswerRepository,
      VendingKeyRepository,
      SECURITY_MODULE,
      PublishAnswers,
      NoteKeyUse,
      DamagedKeys,
      NoteKeyIntegrity,
      Clocks,
      POLICY,
    ]),
    provide(VerifyToken, [
      UnitOfWork,
      VendingKeyRepository,
      KnownMeterRepository,
      IssuedTokenRepository,
      SECURITY_MODULE,
      TokenVerificationRepository,
      DamagedKeys,
      CLOCK,
    ]),
    provide(TokenVerificationRepository, []),
    provide(FindTokenVerifications, [UnitOfWork, TokenVerificationRepository]),
    provide(TokenMetrics, []),
    provide(KeyChangeAnswerRepository, []),
    provide(PublishKeyChanges, [Outbox]),
    provide(IssueKeyChanges, [KeyChangeAnswerRepository, VendingKeyRepository, SECURITY_MODULE, PublishKeyChanges, AuditLog, CLOCK]),
    provide(CancelKeyChanges, [KeyChangeAnswerRepository, PublishKeyChanges, CLOCK]),
    provide(RequesterRepository, []),
    provideBy(RequestSignatures, [KEY_MANAGEMENT_CONFIG], (config) =>
      RequestSignatures.open({ publicKeyFile: config.REQUEST_PUBLIC_KEY_FILE }),
    ),
    provideBy(
      HANDLERS,
      [SetLateAside, IssueTokens, CancelRequests, IssueKeyChanges, CancelKeyChanges, RequestSignatures, RequesterRepository],
      (setLateAside, issueTokens, cancelRequests, issueKeyChanges, cancelKeyChanges, signatures, requesters) => ({
        ...{ setLateAside, issueTokens, cancelRequests, issueKeyChanges, cancelKeyChanges, signatures, requesters },
      }),
    ),
    consumers([HANDLERS, TokenMetrics], tokenRequestsConsumers),
    provide(LateRequestRepository, []),
    provideBy(LatePace, [KEY_MANAGEMENT_CONFIG], (config) => new LatePace(config.LATE_REQUESTS_PER_SECOND)),
    provideBy(LATE_REQUESTS, [], () => new Signal()),
    provide(SetLateAside, [LateRequestRepository, LatePace, LATE_REQUESTS, CLOCK]),
    provideBy(
      LATE_ANSWERING,
      [RequestSignatures, RequesterRepository, IssueTokens, TokenMetrics],
      (signatures, requesters, issueTokens, metrics) => ({ signatures, requesters, issueTokens, metrics }),
    ),
    provide(IssueLate, [UnitOfWork, LateRequestRepository, LATE_ANSWERING, LatePace, CLOCK, LOGGER]),
    repeating([IssueLate], { name: 'late requests', ...LATE_PACE, signal: LATE_REQUESTS }, (issue) => issue.execute()),
    provide(LateMetrics, []),
    provide(MeasureLate, [UnitOfWork, LateRequestRepository, LateMetrics]),
    repeating([MeasureLate], { name: 'late requests that wait', everyMs: MEASURE_LATE_EVERY_MS }, (measure) => measure.execute()),
  ],
};
