import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { credit, describeSecurityModule, KEY, meter, type RandomOctets } from '../../../test/security-module-suite.js';
import { labelWith, newMasterKeys, newModule, sealKey } from '../../../test/security-modules.js';
import { hasSoftHsm, PIN, SoftHsm } from '../../../test/soft-hsm.js';
import { KeyStoreModule } from '../key-store-module.js';
import { SoftwareKeyStore } from '../software-key-store.js';
import { CKA, CKK, loadWrapper, type Pkcs11Library } from './library.js';
import { TokenKeyStore } from './token-key-store.js';
import { findObjects, TokenSession, type TokenSettings } from './token-session.js';

const here = hasSoftHsm('the vault’s keys in a PKCS#11 token');
const hsm = here ? new SoftHsm() : undefined;
const library = here ? loadWrapper() : undefined;
/** The library is one for the whole process: of several sessions only one may be open. */
let current: { readonly from: Pkcs11Library; readonly session: TokenSession } | undefined;

function sessionOf(from: Pkcs11Library = library!, settings: TokenSettings = hsm!.settings): TokenSession {
  if (current?.from === from && settings === hsm!.settings) return current.session;
  current?.session.close();
  current = { from, session: new TokenSession(from, settings) };
  return current.session;
}

/** A token whose randomness is the test's. */
class ForeseenStore extends TokenKeyStore {
  constructor(
    session: TokenSession,
    private readonly octets: RandomOctets | undefined,
  ) {
    super(session, undefined);
  }

  override randomOctets(count: number): Uint8Array {
    return this.octets?.(count) ?? super.randomOctets(count);
  }
}

const open = (randomOctets?: RandomOctets, from?: Pkcs11Library) =>
  new KeyStoreModule(new ForeseenStore(sessionOf(from), randomOctets), {});
const unavailable = { name: 'NamedOutage', code: 'key-management.security_module_unavailable' };

afterAll(() => {
  current?.session.close();
  hsm?.remove();
});

describe.runIf(here)('a PKCS#11 token', () => {
  describeSecurityModule('as any security module', open);

  it.each([
    ['DKGA04', KEY, CKK.GENERIC_SECRET],
    ['DKGA02', '0123456789abcdef', CKK.DES3],
  ] as const)('keeps a %s key as an object that nobody reads or takes out', async (decoderKeyAlgorithm, keyHex, keyType) => {
    const label = labelWith({ decoderKeyAlgorithm });
    const { wrapped } = await sealKey(open(), label, keyHex);
    const id = Buffer.from(wrapped.bytes).subarray(0, 16);

    sessionOf().run(({ library: pkcs11, session }) => {
      const [object] = findObjects(pkcs11, session, { type: CKA.ID, value: id });
      const read = (type: number) => pkcs11.C_GetAttributeValue(session, object!, [{ type }])[0]!.value;
      expect([read(CKA.SENSITIVE)[0], read(CKA.EXTRACTABLE)[0], read(CKA.KEY_TYPE).readUInt8()]).toEqual([1, 0, keyType]);
      expect(() => read(CKA.VALUE)).toThrow(/CKR_ATTRIBUTE_SENSITIVE/);
    });
    expect(Buffer.from(wrapped.bytes).includes(Buffer.from(keyHex, 'hex'))).toBe(false);
  });

  it('takes over what software has sealed, and serves it meanwhile', async () => {
    const masterKeys = newMasterKeys();
    const key = await sealKey(newModule({ masterKeys }), labelWith(), KEY);
    const older = new SoftwareKeyStore({ masterKeys, randomOctets: () => new Uint8Array() });
    const module = new KeyStoreModule(new TokenKeyStore(sessionOf(), older), {});

    const meanwhile = await module.openToken(key, meter, '49038946387998315634');
    const moved = { label: key.label, wrapped: await module.rewrap(key) };

    expect(meanwhile).toMatchObject({ amountTenths: 256n });
    expect(await module.masterKeyIds()).toEqual([moved.wrapped.masterKeyId, masterKeys[0].id]);
    expect(await open().openToken(moved, meter, '49038946387998315634')).toMatchObject({ amountTenths: 256n });
    await expect(open().openToken(key, meter, '49038946387998315634')).rejects.toThrow('not loaded');
  });

  it('says of a key that was removed from it that this key is damaged', async () => {
    const module = open();
    const key = await sealKey(module, labelWith(), KEY);
    const other = await sealKey(module, labelWith(), KEY);
    sessionOf().run(({ library: pkcs11, session }) =>
      pkcs11.C_DestroyObject(
        session,
        findObjects(pkcs11, session, { type: CKA.ID, value: Buffer.from(key.wrapped.bytes).subarray(0, 16) })[0]!,
      ),
    );

    await expect(module.issueTokens(key, [{ meter, tokens: [credit] }])).rejects.toMatchObject({
      code: 'key-management.wrapped_key_invalid',
    });
    expect(await module.issueTokens(other, [{ meter, tokens: [credit] }])).toHaveLength(1);
  });
});

describe.runIf(here)('a token that fails', () => {
  afterEach(() => hsm!.writePin(PIN));

  it('whose session is lost is opened again within the call', async () => {
    const module = open();
    const key = await sealKey(module, labelWith(), KEY);

    library!.C_Finalize();

    expect(await module.openToken(key, meter, '49038946387998315634')).toMatchObject({ amountTenths: 256n });
  });

  it('that was taken out is an outage until it is put back', async () => {
    const module = open();
    const key = await sealKey(module, labelWith(), KEY);
    const issue = () => module.issueTokens(key, [{ meter, tokens: [credit] }]);

    hsm!.takeOut();
    sessionOf().close();
    await expect(issue()).rejects.toMatchObject(unavailable);
    await expect(module.selfTest()).rejects.toMatchObject({ message: 'there is no token with the label openprepay' });
    hsm!.putBack();

    expect(await issue()).toHaveLength(1);
  });

  it('refuses a wrong PIN, which is tried once, and takes the right one when the file has it', async () => {
    let logins = 0;
    const counted = new Proxy(library!, {
      get: (target, name: keyof Pkcs11Library) => {
        if (name === 'C_Login') logins += 1;
        return (target[name] as (...args: unknown[]) => unknown).bind(target);
      },
    });
    const module = open(undefined, counted);
    const refused = { name: 'NamedOutage', code: 'key-management.security_module_pin_refused' };

    hsm!.writePin('999999');
    for (let tries = 0; tries < 3; tries++) {
      const error: unknown = await module.selfTest().catch((reason: unknown) => reason);
      expect(error).toMatchObject(refused);
      expect(JSON.stringify([error, String(error)])).not.toContain('999999');
    }
    expect(logins).toBe(1);
    hsm!.writePin(PIN);

    await expect(module.selfTest()).resolves.toBeUndefined();
  });

  it('that is full refuses another key, and goes on with those it has', async () => {
    const full = new Proxy(library!, {
      get: (target, name: keyof Pkcs11Library) => {
        if (name === 'C_CreateObject')
          return () => {
            throw Object.assign(new Error('CKR_DEVICE_MEMORY'), { code: 0x31 });
          };
        return (target[name] as (...args: unknown[]) => unknown).bind(target);
      },
    });
    const key = await sealKey(open(), labelWith(), KEY);
    const module = open(undefined, full);

    await expect(module.generate(labelWith())).rejects.toMatchObject({
      name: 'KeyManagementError',
      code: 'key-management.security_module_full',
    });
    expect(await module.issueTokens(key, [{ meter, tokens: [credit] }])).toHaveLength(1);
  });

  it.each([
    ['a slot that has no token', { slot: 7_777_777, tokenLabel: undefined }, 'there is no token in slot 7777777'],
    ['a label that no token has', { tokenLabel: 'elsewhere' }, 'there is no token with the label elsewhere'],
    ['a PIN file that is not there', { pinFile: '/nowhere/pin' }, 'PKCS11_PIN_FILE names /nowhere/pin, which cannot be read'],
    ['a library that is not there', { library: '/nowhere/p11.so' }, 'PKCS11_LIBRARY names /nowhere/p11.so, which cannot be loaded'],
  ])('by %s is an outage that says so', (_, change, message) => {
    const session = sessionOf(loadWrapper(), { ...hsm!.settings, ...change });

    expect(() => session.run(() => undefined)).toThrow(expect.objectContaining({ ...unavailable, message }));
  });

  it('without the vault’s own keys gets them only where that is wanted', () => {
    const another = new SoftHsm('another');
    const session = sessionOf(loadWrapper(), { ...another.settings, create: false });
    try {
      expect(() => session.run(() => undefined)).toThrow(/MASTER_KEY_CREATE/);
    } finally {
      session.close();
      process.env['SOFTHSM2_CONF'] = hsm!.env.SOFTHSM2_CONF;
      another.remove();
    }
  });
});
