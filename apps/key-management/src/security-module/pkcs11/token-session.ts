import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  CKA,
  CKF,
  CKK,
  CKM,
  CKO_SECRET_KEY,
  CKU_USER,
  type Attribute,
  type Handle,
  type Pkcs11Library,
  isPkcs11Failure,
} from './library.js';
import type { OpenToken } from './open-token.js';
import { failureOf, isLost, isPinRefused, unavailable } from './token-failure.js';
import { hmac } from './token-operations.js';

export interface TokenSettings {
  /** The maker's library, which speaks PKCS#11. */
  readonly library: string;
  /** Which token, by the number of its slot or by its label. */
  readonly slot?: number | undefined;
  readonly tokenLabel?: string | undefined;
  readonly pinFile: string;
  /** Whether the keys that the vault itself needs are made where the token has none. */
  readonly create: boolean;
}

const SEALING_LABEL = 'openprepay-sealing';
const BINDING_LABEL = 'openprepay-binding';
const ID_PURPOSE = 'openprepay-token-id-1';
const ID_DIGITS = 16;
const OWN_KEY_OCTETS = 32;
const MAX_FOUND = 10_000;
/** Two would show that a label is not the vault's alone. */
const MAX_MATCHES = 2;

/** On the token, never to be read or taken out of it. */
export const KEPT: readonly Attribute[] = [
  { type: CKA.CLASS, value: CKO_SECRET_KEY },
  { type: CKA.TOKEN, value: true },
  { type: CKA.PRIVATE, value: true },
  { type: CKA.SENSITIVE, value: true },
  { type: CKA.EXTRACTABLE, value: false },
];

/** The session with the token: opened when it is needed, and once more where it has been lost. */
export class TokenSession {
  private opened: OpenToken | undefined;
  private initialized = false;
  private loaded = false;
  /** Digest of the PIN that was refused: tokens lock themselves after a few. */
  private refusedPin: { readonly digest: string; readonly error: Error } | undefined;

  constructor(
    private readonly library: Pkcs11Library,
    private readonly settings: TokenSettings,
  ) {}

  /** @throws {NamedOutage} `…security_module_unavailable`, `…security_module_pin_refused`; {KeyManagementError} `…security_module_full` */
  run<T>(work: (token: OpenToken) => T): T {
    const first = this.opened;
    try {
      return work((this.opened ??= this.open()));
    } catch (error) {
      if (!isPkcs11Failure(error)) throw error;
      if (!isLost(error)) throw failureOf(error);
      this.close();
      // What failed while it was being opened fails again.
      if (first === undefined) throw failureOf(error);
    }
    return this.again(work);
  }

  close(): void {
    this.opened = undefined;
    if (!this.initialized) return;
    this.initialized = false;
    try {
      this.library.C_Finalize();
    } catch {
      // What is lost cannot be put away in order.
    }
  }

  private again<T>(work: (token: OpenToken) => T): T {
    try {
      return work((this.opened = this.open()));
    } catch (error) {
      if (!isPkcs11Failure(error)) throw error;
      this.close();
      throw failureOf(error);
    }
  }

  /** What cannot be opened whole is put away again. */
  private open(): OpenToken {
    try {
      this.initialize();
      return this.openSession();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private openSession(): OpenToken {
    const { library } = this;
    const session = library.C_OpenSession(this.slot(), CKF.SERIAL_SESSION | CKF.RW_SESSION);
    this.login(session);
    const sealingKey = this.ownKey(session, {
      label: SEALING_LABEL,
      keyType: CKK.AES,
      mechanism: CKM.AES_KEY_GEN,
      uses: [CKA.ENCRYPT, CKA.DECRYPT],
    });
    const bindingKey = this.ownKey(session, {
      label: BINDING_LABEL,
      keyType: CKK.GENERIC_SECRET,
      mechanism: CKM.GENERIC_SECRET_KEY_GEN,
      uses: [CKA.SIGN],
    });
    const digest = hmac({ library, session }, bindingKey, Buffer.from(ID_PURPOSE)).toString('hex');
    return { id: `token-${digest.slice(0, ID_DIGITS)}`, library, session, sealingKey, bindingKey, found: new Map() };
  }

  private initialize(): void {
    if (!this.loaded) {
      try {
        this.library.load(this.settings.library);
      } catch (cause) {
        throw unavailable(`PKCS11_LIBRARY names ${this.settings.library}, which cannot be loaded`, cause);
      }
      this.loaded = true;
    }
    this.library.C_Initialize();
    this.initialized = true;
  }

  private slot(): Handle {
    const { slot, tokenLabel } = this.settings;
    const slots = this.library.C_GetSlotList(true);
    const found = slots.find((one) =>
      slot === undefined
        ? this.library.C_GetTokenInfo(one).label.trim() === tokenLabel
        : one.readUIntLE(0, Math.min(one.length, 6)) === slot,
    );
    if (found) return found;
    throw unavailable(slot === undefined ? `there is no token with the label ${tokenLabel ?? ''}` : `there is no token in slot ${slot}`);
  }

  private login(session: Handle): void {
    const pin = readPin(this.settings.pinFile);
    const digest = createHash('sha256').update(pin).digest('hex');
    if (this.refusedPin?.digest === digest) throw this.refusedPin.error;
    try {
      this.library.C_Login(session, CKU_USER, pin);
      this.refusedPin = undefined;
    } catch (error) {
      if (isPkcs11Failure(error) && isPinRefused(error)) this.refusedPin = { digest, error: failureOf(error) };
      throw error;
    }
  }

  private ownKey(
    session: Handle,
    key: { readonly label: string; readonly keyType: number; readonly mechanism: number; readonly uses: readonly number[] },
  ): Handle {
    const [found, another] = findObjects(this.library, session, { type: CKA.LABEL, value: key.label });
    if (another) throw unavailable(`the token has several keys named ${key.label}: it is another’s as well`);
    if (found) return found;
    if (!this.settings.create) throw unavailable(`the token has no key named ${key.label}; set MASTER_KEY_CREATE=true to have one made`);
    return this.library.C_GenerateKey(session, { mechanism: key.mechanism }, [
      ...KEPT,
      { type: CKA.KEY_TYPE, value: key.keyType },
      { type: CKA.VALUE_LEN, value: OWN_KEY_OCTETS },
      { type: CKA.LABEL, value: key.label },
      ...key.uses.map((type) => ({ type, value: true })),
    ]);
  }
}

/** The secret keys on the token that have an attribute, no more than a few. */
export function findObjects(library: Pkcs11Library, session: Handle, attribute: Attribute): readonly Handle[] {
  library.C_FindObjectsInit(session, [{ type: CKA.CLASS, value: CKO_SECRET_KEY }, { type: CKA.TOKEN, value: true }, attribute]);
  try {
    return library.C_FindObjects(session, MAX_MATCHES);
  } finally {
    library.C_FindObjectsFinal(session);
  }
}

/** The handle of the key that has an id; undefined where the token has none. */
export function keyById({ library, session, found }: OpenToken, id: Buffer): Handle | undefined {
  const name = id.toString('hex');
  const known = found.get(name);
  if (known) return known;
  const [handle] = findObjects(library, session, { type: CKA.ID, value: id });
  if (found.size >= MAX_FOUND) found.clear();
  if (handle) found.set(name, handle);
  return handle;
}

function readPin(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw unavailable(`PKCS11_PIN_FILE names ${file}, which cannot be read`);
  }
}
