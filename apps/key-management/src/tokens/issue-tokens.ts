import type { Caused } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths } from '@openprepay/quantities';
import { roundUpToAmount } from '@openprepay/sts';
import type { ClockReading } from '../clocks/clock-reading.js';
import type { Clocks } from '../clocks/clocks.js';
import type { SecurityModule } from '../security-module/security-module.js';
import type { DamagedKeys } from '../vending-keys/damaged-keys.js';
import type { NoteKeyIntegrity } from '../vending-keys/note-key-integrity.js';
import type { KeyRevision, VendingKeyRepository } from '../vending-keys/vending-key.repository.js';
import { type VendingKey, labelOf } from '../vending-keys/vending-key.js';
import { DamagedKeyError } from './damaged-key-error.js';
import { type MadeTokens, type PlannedRequest, makeTokens } from './make-tokens.js';
import type { NoteKeyUse, ToldMeter } from './note-key-use.js';
import { type PublishAnswers, answerTo } from './publish-answers.js';
import { type Refusal, chooseKey, refusalOf, requireWithinIssue } from './refusal.js';
import type { TokenAnswerRepository } from './token-answer.repository.js';
import type { TokenAnswer } from './token-answer.js';
import type { TokenIdentifierCounterRepository } from './token-identifier-counter.repository.js';
import { type IdentifierCounter, type MeterPolicy, TokenIdentifiers } from './token-identifiers.js';
import { type TokenRequest, digestOf, distinctRequests } from './token-request.js';

/** What a batch's answers depend on: as it is behind the locks of its meters. */
interface FoundForRequests {
  readonly counters: readonly IdentifierCounter[];
  readonly stored: readonly TokenAnswer[];
  readonly keys: readonly VendingKey[];
  readonly reading: ClockReading;
}

/** New answers, the counters that their identifiers have moved, and the keys of them that had been found damaged before. */
interface Answered {
  readonly fresh: readonly TokenAnswer[];
  readonly moved: readonly IdentifierCounter[];
  readonly recovered: readonly string[];
}

type Plan = PlannedRequest | { readonly request: TokenRequest; readonly refused: Refusal };

/**
 * Answers a batch of token requests in one transaction: identifiers, tokens, stored answers and events, or none of it. However
 * many they are, the database is asked twice: for what they depend on, and to store what comes of it. A request that was answered before gets the stored answer again, whoever repeats it.
 */
export class IssueTokens {
  constructor(
    private readonly counters: TokenIdentifierCounterRepository,
    private readonly answers: TokenAnswerRepository,
    private readonly keys: VendingKeyRepository,
    private readonly securityModule: SecurityModule,
    private readonly publishAnswers: PublishAnswers,
    private readonly noteKeyUse: NoteKeyUse,
    private readonly damagedKeys: DamagedKeys,
    private readonly noteIntegrity: NoteKeyIntegrity,
    private readonly clocks: Clocks,
    private readonly policy: MeterPolicy,
  ) {}

  /**
   * @returns the answers that are new
   * @throws {KeyManagementError} `key-management.request_id_reused` where an id comes back with another content, and
   * `key-management.clock_jumped` where a request stands alone with its time: nothing is answered
   * @throws {DamagedKeyError} where a key does not open: nothing is answered
   * @throws {NamedOutage} `key-management.clock_jumped` while the clocks disagree
   */
  async execute(tx: Tx, requests: readonly Caused<TokenRequest>[]): Promise<readonly TokenAnswer[]> {
    const distinct = distinctRequests(requests.map(({ cause: _cause, ...request }) => request));
    const found = await this.find(tx, distinct);
    const known = new Map(found.stored.map((answer) => [answer.request.requestId, answer]));
    const { fresh, moved, recovered } = await this.answerFresh(
      tx,
      distinct.filter(({ requestId }) => !known.has(requestId)),
      found,
    );

    const all = new Map([...known, ...fresh.map((answer) => [answer.request.requestId, answer] as const)]);
    const published = requests.map((request) => ({ ...answerTo(request, all), cause: request.cause }));
    await Promise.all([this.answers.store(tx, fresh, moved), this.publishAnswers.execute(tx, published)]);
    const at = fresh[0]?.answeredAt;
    if (at) await this.noteKeyUse.execute(tx, { vendingKeyIds: keysUsedBy(fresh), at, told: toldByManagement(fresh) });
    for (const vendingKeyId of recovered) await this.noteIntegrity.restored(tx, vendingKeyId);
    return fresh;
  }

  /**
   * Everything that the answers depend on, in one round trip. The meters are locked by the first statement, so that those behind it
   * see what a racing repetition has stored, and whoever had to wait is answered at the time that it is then.
   */
  private async find(tx: Tx, requests: readonly TokenRequest[]): Promise<FoundForRequests> {
    const [, { counters, answered }, keys, reading] = await Promise.all([
      this.counters.lock(tx, requests),
      this.counters.find(tx, requests),
      this.keys.ofRevisions(tx, distinctRevisions(requests)),
      this.clocks.read(tx),
    ]);
    return { counters, keys, reading, stored: await this.answers.find(tx, answered) };
  }

  private async answerFresh(tx: Tx, requests: readonly TokenRequest[], found: FoundForRequests): Promise<Answered> {
    if (requests.length === 0) return { fresh: [], moved: [], recovered: [] };
    const asked = requests.map(({ requestedAt }) => requestedAt);
    const now = await this.clocks.agree(tx, found.reading, asked);
    const identifiers = new TokenIdentifiers(found.counters, now, this.policy);
    const byRevision = new Map(found.keys.map((key) => [revisionKey(key), key]));
    const plans = requests.map((request) => plan({ request, key: byRevision.get(revisionKey(request)), now }, identifiers));
    const made = await this.make(
      tx,
      plans.filter((one): one is PlannedRequest => 'key' in one),
    );
    const fresh = plans.map((one) => this.toAnswer(one, made.get(one.request.requestId), now));
    const damaged = found.keys.filter(({ integrityFailedAt }) => integrityFailedAt !== undefined).map(({ id }) => id);
    return { fresh, moved: identifiers.moved(), recovered: keysUsedBy(fresh).filter((id) => damaged.includes(id)) };
  }

  private async make(tx: Tx, planned: readonly PlannedRequest[]): Promise<ReadonlyMap<string, MadeTokens>> {
    try {
      return await makeTokens(this.securityModule, planned);
    } catch (error) {
      if (error instanceof DamagedKeyError) this.damagedKeys.tell({ utility: tx.utility, vendingKeyId: error.vendingKeyId });
      throw error;
    }
  }

  private toAnswer(planned: Plan, made: MadeTokens | undefined, answeredAt: Date): TokenAnswer {
    const { tokens: wanted, requestedAt: _requestedAt, ...request } = planned.request;
    const answered = { ...request, digest: digestOf(planned.request) };
    if ('refused' in planned) return { outcome: 'refused', request: answered, refusal: planned.refused, answeredAt };
    if (!made) throw new Error('every planned request is made');
    if ('refused' in made) return { outcome: 'refused', request: answered, refusal: made.refused, answeredAt };
    return {
      outcome: 'issued',
      request: answered,
      vendingKeyId: planned.key.label.vendingKeyId,
      tokens: wanted.map(({ kind, commodity, amountTenths, value }, index) => ({
        token: made.tokens[index]!,
        kind,
        commodity,
        tokenIdentifier: planned.identifiers[index]!,
        amountTenths: creditTenths(roundUpToAmount(amountTenths)),
        value,
      })),
      sampleTables: request.encryptionAlgorithm === 'EA07' && this.securityModule.usesSampleTables,
      answeredAt,
    };
  }
}

interface Asked {
  readonly request: TokenRequest;
  readonly key: VendingKey | undefined;
  readonly now: Date;
}

function plan({ request, key, now }: Asked, identifiers: TokenIdentifiers): Plan {
  const choice = chooseKey(request, key);
  if ('refused' in choice) return { request, refused: choice.refused };
  const { wrapped, keyExpiry } = choice.key;
  if (!wrapped) throw new Error('an active key has its wrapped value');
  try {
    requireWithinIssue(choice.key, now);
    const taken = identifiers.take({ meterPan: request.meterPan, baseDate: request.baseDate, count: request.tokens.length, keyExpiry });
    return { request, key: { label: labelOf(choice.key), wrapped }, identifiers: taken };
  } catch (error) {
    const refused = refusalOf(error);
    if (!refused) throw error;
    return { request, refused };
  }
}

const revisionKey = ({ supplyGroupCode, keyType, keyRevision }: KeyRevision): string => `${supplyGroupCode}/${keyType}/${keyRevision}`;

const distinctRevisions = (requests: readonly TokenRequest[]): readonly KeyRevision[] => [
  ...new Map(requests.map((request) => [revisionKey(request), request])).values(),
];

const keysUsedBy = (answers: readonly TokenAnswer[]): readonly string[] => [
  ...new Set(answers.flatMap((answer) => (answer.outcome === 'issued' ? [answer.vendingKeyId] : []))),
];

/** What the tokens of these answers tell meters, credit left out: sales have records of their own. */
const toldByManagement = (answers: readonly TokenAnswer[]): readonly ToldMeter[] =>
  answers.flatMap((answer) =>
    answer.outcome === 'refused'
      ? []
      : answer.tokens
          .filter(({ kind }) => kind !== 'credit')
          .map(({ kind, value = 0 }) => ({
            requestId: answer.request.requestId,
            meterNumber: answer.request.meterNumber,
            vendingKeyId: answer.vendingKeyId,
            kind,
            value,
          })),
  );
