import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EventData } from '@openprepay/contracts/event';
import { IssuesCounted } from '@openprepay/contracts/issue-counts';
import { signedText } from '@openprepay/contracts/signed-request';

export interface SealSettings {
  /** An Ed25519 private key as PEM (PKCS 8); undefined where issues are not counted. */
  readonly sealKeyFile: string | undefined;
}

type Statement = EventData<typeof IssuesCounted>;

/** Seals what the vault says that it has issued, with a key that its database does not hold. */
export class IssueSeal {
  constructor(private readonly key: KeyObject | undefined) {}

  /** @throws {Error} where the file is not there, or has another kind of key */
  static open({ sealKeyFile }: SealSettings): IssueSeal {
    if (sealKeyFile === undefined) return new IssueSeal(undefined);
    const key = createPrivateKey(readFileSync(sealKeyFile));
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${sealKeyFile} has a key of ${key.asymmetricKeyType}, not Ed25519`);
    return new IssueSeal(key);
  }

  get isThere(): boolean {
    return this.key !== undefined;
  }

  /** @returns 86 characters of base64url */
  seal(utility: string, statement: Omit<Statement, 'signature'>): string {
    if (!this.key) throw new Error('there is no key to seal with');
    return sign(null, Buffer.from(signedText(IssuesCounted, utility, statement)), this.key).toString('base64url');
  }
}
