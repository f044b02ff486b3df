import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { StsError, instantOf, parseMeterNumber, parseTokenDigits } from '@openprepay/sts';
import { KeyManagementError, type KeyManagementErrorCode } from '../key-management-error.js';
import type { MeterDescription } from '../meters/known-meter.js';
import type { KnownMeterRepository } from '../meters/known-meter.repository.js';
import type { OpenedToken, SecurityModule } from '../security-module/security-module.js';
import type { DamagedKeys } from '../vending-keys/damaged-keys.js';
import type { VendingKeyRepository } from '../vending-keys/vending-key.repository.js';
import { type VendingKey, labelOf } from '../vending-keys/vending-key.js';
import { DamagedKeyError, withKey } from './damaged-key-error.js';
import type { IssuedTokenRepository } from './issued-token.repository.js';
import type { TokenVerificationRepository } from './token-verification.repository.js';
import { dayBefore, requireVerificationsLeft } from './token-verification.js';

/** Ways in which one meter is described that are tried: as it is now, and as it was at its last tokens. */
const MAX_DESCRIPTIONS = 4;
const DEFAULT_KEY_TYPE = 2;

export interface VerifyTokenCommand {
  readonly meterNumber: string;
  readonly token: string;
  /** Whatever is given replaces what the meter is known by. */
  readonly description: { readonly [Field in keyof MeterDescription]?: MeterDescription[Field] | undefined };
}

export type TokenVerdict =
  | { readonly valid: false; readonly code: KeyManagementErrorCode; readonly detail: string }
  | {
      readonly valid: true;
      readonly token: OpenedToken;
      readonly description: MeterDescription;
      readonly key: VendingKey;
      /** When its identifier says that it was made; undefined for tokens without one. */
      readonly issuedAt: Date | undefined;
      /** Whether this vault made it for this utility. */
      readonly issuedHere: boolean;
      readonly sampleTables: boolean;
    };

interface Opened {
  readonly token: OpenedToken;
  readonly description: MeterDescription;
  readonly key: VendingKey;
}

const notAuthentic = {
  valid: false,
  code: 'key-management.token_not_authentic',
  detail: 'no key of this meter has made these digits',
} as const satisfies TokenVerdict;

/**
 * Says what a token is. Its checksum has 16 bits: who may ask about any digits finds digits that some meter takes by
 * asking often enough. So only those who hold keys or program meters learn about tokens that this vault has not made;
 * for everybody else those are not authentic, and no key is even asked. They, too, ask so often a day and no more.
 */
export class VerifyToken {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly meters: KnownMeterRepository,
    private readonly issued: IssuedTokenRepository,
    private readonly securityModule: SecurityModule,
    private readonly verifications: TokenVerificationRepository,
    private readonly damagedKeys: DamagedKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws {KeyManagementError} `…meter_number_invalid`, `…token_format`, `…meter_unknown`, `…wrapped_key_invalid`, `…verifications_exhausted` */
  async execute(caller: Principal, command: VerifyTokenCommand): Promise<TokenVerdict> {
    const { meterNumber, pan } = readMeterNumber(command.meterNumber);
    const token = readToken(command.token);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const candidates = await this.candidates(tx, await this.describe(tx, { meterNumber, pan }, command.description));
      const [first] = candidates;
      if (!first) return { valid: false, code: 'key-management.vending_key_unknown', detail: 'there is no key for this meter' } as const;
      const issuedHere = await this.issued.isIssued(tx, pan, token);
      if (!issuedHere && !mayAskAboutAnyToken(caller)) return notAuthentic;

      const now = this.clock.now();
      if (!issuedHere) {
        const { subject } = caller;
        requireVerificationsLeft(await this.verifications.countForeign(tx, { subject, meterNumber, since: dayBefore(now) }));
      }

      const opened = await this.open(pan, candidates, token);
      await this.verifications.insert(tx, {
        id: this.clock.newId(),
        utility: tx.utility,
        at: now,
        actor: { subject: caller.subject, username: caller.username },
        meterNumber,
        vendingKeyId: (opened ?? first).key.id,
        issuedHere,
        valid: opened !== undefined,
      });
      return opened ? this.describeToken(opened, issuedHere) : notAuthentic;
    });
  }

  private async describe(
    tx: Tx,
    { meterNumber, pan }: { readonly meterNumber: string; readonly pan: string },
    given: VerifyTokenCommand['description'],
  ): Promise<readonly MeterDescription[]> {
    const current = await this.meters.find(tx, meterNumber);
    const earlier = await this.issued.descriptionsOf(tx, pan, MAX_DESCRIPTIONS);
    const known = current ? [current, ...earlier] : earlier;
    const described = known.length > 0 ? known.map((one) => complete(given, one)) : [complete(given, undefined)];
    const distinct = new Map(described.map((one) => [JSON.stringify(Object.values(one)), one]));
    return [...distinct.values()].slice(0, MAX_DESCRIPTIONS);
  }

  private async candidates(tx: Tx, descriptions: readonly MeterDescription[]): Promise<readonly Omit<Opened, 'token'>[]> {
    const keys = await this.keys.ofRevisions(tx, descriptions);
    return descriptions.flatMap((description) => {
      const key = keys.find(
        ({ supplyGroupCode, keyType, keyRevision }) =>
          supplyGroupCode === description.supplyGroupCode && keyType === description.keyType && keyRevision === description.keyRevision,
      );
      return key?.wrapped ? [{ description, key }] : [];
    });
  }

  private async open(meterPan: string, candidates: readonly Omit<Opened, 'token'>[], digits: string): Promise<Opened | undefined> {
    for (const { description, key } of candidates) {
      const { tariffIndex, encryptionAlgorithm } = description;
      if (encryptionAlgorithm === 'EA11' && key.decoderKeyAlgorithm === 'DKGA02') continue;
      const handle = { label: labelOf(key), wrapped: key.wrapped! };
      const token = await this.openWith(key, () =>
        this.securityModule.openToken(handle, { meterPan, tariffIndex, encryptionAlgorithm }, digits),
      );
      if (token) return { token, description, key };
    }
    return undefined;
  }

  private async openWith<T>({ utility, id }: VendingKey, work: () => Promise<T>): Promise<T> {
    try {
      return await withKey(id, work);
    } catch (error) {
      if (error instanceof DamagedKeyError) this.damagedKeys.tell({ utility, vendingKeyId: error.vendingKeyId });
      throw error;
    }
  }

  private describeToken({ token, description, key }: Opened, issuedHere: boolean): TokenVerdict {
    const { tokenIdentifier } = token;
    return {
      valid: true,
      token,
      description,
      key,
      issuedAt: tokenIdentifier === undefined ? undefined : instantOf(tokenIdentifier, key.baseDate),
      issuedHere,
      sampleTables: description.encryptionAlgorithm === 'EA07' && this.securityModule.usesSampleTables,
    };
  }
}

const mayAskAboutAnyToken = ({ roles }: Principal): boolean =>
  roles.includes('custodian') || roles.includes('engineer') || roles.includes('admin');

function complete(given: VerifyTokenCommand['description'], known: MeterDescription | undefined): MeterDescription {
  const supplyGroupCode = given.supplyGroupCode ?? known?.supplyGroupCode;
  const keyRevision = given.keyRevision ?? known?.keyRevision;
  const tariffIndex = given.tariffIndex ?? known?.tariffIndex;
  const encryptionAlgorithm = given.encryptionAlgorithm ?? known?.encryptionAlgorithm;
  if (supplyGroupCode === undefined || keyRevision === undefined || tariffIndex === undefined || encryptionAlgorithm === undefined) {
    throw new KeyManagementError(
      'key-management.meter_unknown',
      'this meter is not known here: say its supplyGroupCode, keyRevision, tariffIndex and encryptionAlgorithm',
    );
  }
  return { supplyGroupCode, keyRevision, tariffIndex, encryptionAlgorithm, keyType: given.keyType ?? known?.keyType ?? DEFAULT_KEY_TYPE };
}

function readMeterNumber(text: string): { readonly meterNumber: string; readonly pan: string } {
  try {
    return parseMeterNumber(text);
  } catch (cause) {
    if (!(cause instanceof StsError)) throw cause;
    throw new KeyManagementError('key-management.meter_number_invalid', cause.message, { cause });
  }
}

function readToken(text: string): string {
  try {
    return parseTokenDigits(text);
  } catch (cause) {
    if (!(cause instanceof StsError)) throw cause;
    throw new KeyManagementError('key-management.token_format', cause.message, { cause });
  }
}
