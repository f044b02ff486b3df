import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EventData } from '@openprepay/contracts/event';
import { type SignedEvent, signedText } from '@openprepay/contracts/signed-request';

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

  /** The request with its signature. */
  signed<Definition extends SignedEvent>(event: Definition, utility: string, data: EventData<Definition>): EventData<Definition> {
    if (!this.key) return data;
    return { ...data, signature: sign(null, Buffer.from(signedText(event, utility, data)), this.key).toString('base64url') };
  }
}
