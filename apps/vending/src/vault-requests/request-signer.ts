import { createPrivateKey, hash, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EventData } from '@openprepay/contracts/event';
import { type JointlySignedEvent, signedText } from '@openprepay/contracts/signed-request';
import { MAX_SIGNED_TOGETHER, signedTogether } from '@openprepay/contracts/signed-together';

export interface SigningSettings {
  /** An Ed25519 private key as PEM (PKCS 8); undefined where the vault takes what is not signed. */
  readonly signingKeyFile: string | undefined;
}

/** Signs what this service asks the vault for. */
export class RequestSigner {
  constructor(private readonly key: KeyObject | undefined) {}

  /** @throws {Error} where the file is not there, or has another kind of key */
  static open({ signingKeyFile }: SigningSettings): RequestSigner {
    if (signingKeyFile === undefined) return new RequestSigner(undefined);
    const key = createPrivateKey(readFileSync(signingKeyFile));
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${signingKeyFile} has a key of ${key.asymmetricKeyType}, not Ed25519`);
    return new RequestSigner(key);
  }

  /**
   * The requests with their signatures, in their order. Those that go out together have one, which costs as much as hashing some
   * dozens; each of them can still be verified by itself.
   */
  signed<Definition extends JointlySignedEvent>(
    event: Definition,
    utility: string,
    requests: readonly EventData<Definition>[],
  ): readonly EventData<Definition>[] {
    const { key } = this;
    if (!key) return requests;
    const signatureOf = (text: string): string => sign(null, Buffer.from(text), key).toString('base64url');
    const signed: EventData<Definition>[] = [];
    for (let from = 0; from < requests.length; from += MAX_SIGNED_TOGETHER) {
      const together = requests.slice(from, from + MAX_SIGNED_TOGETHER);
      const texts = together.map((data) => signedText(event, utility, data));
      if (texts.length === 1) {
        signed.push({ ...together[0]!, signature: signatureOf(texts[0]!) });
        continue;
      }
      const { text, ways } = signedTogether(texts, digestOf);
      const signature = signatureOf(text);
      signed.push(...together.map((data, nth) => ({ ...data, signature, signedWith: ways[nth]! })));
    }
    return signed;
  }
}

const digestOf = (text: string): string => hash('sha256', text, 'base64url');
