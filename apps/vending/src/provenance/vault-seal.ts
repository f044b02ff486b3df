import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EventData } from '@openprepay/contracts/event';
import { IssuesCounted } from '@openprepay/contracts/issue-counts';
import { signedText } from '@openprepay/contracts/signed-request';

const PEM = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

export interface VaultSealSettings {
  /** Ed25519 public keys as PEM (SPKI), one after the other: any of them serves. Undefined where no statement is to be believed. */
  readonly publicKeyFile: string | undefined;
}

/** By what the vault's statements are known to be the vault's. */
export class VaultSeal {
  constructor(private readonly keys: readonly KeyObject[]) {}

  /** @throws {Error} where the file is not there, or has another kind of key, or none */
  static open({ publicKeyFile }: VaultSealSettings): VaultSeal {
    if (publicKeyFile === undefined) return new VaultSeal([]);
    const keys = (readFileSync(publicKeyFile, 'utf8').match(PEM) ?? []).map((pem) => createPublicKey(pem));
    if (keys.length === 0 || keys.some(({ asymmetricKeyType }) => asymmetricKeyType !== 'ed25519')) {
      throw new Error(`${publicKeyFile} has to hold Ed25519 public keys as PEM, and nothing else`);
    }
    return new VaultSeal(keys);
  }

  get isThere(): boolean {
    return this.keys.length > 0;
  }

  isGenuine(utility: string, statement: EventData<typeof IssuesCounted>): boolean {
    const { signature } = statement;
    if (signature === undefined) return false;
    const text = Buffer.from(signedText(IssuesCounted, utility, statement));
    return this.keys.some((key) => verify(null, text, key, Buffer.from(signature, 'base64url')));
  }
}
