import { execFileSync } from 'node:child_process';

/** PEM texts. */
export interface TestRequest {
  readonly csr: string;
  readonly key: string;
}

export interface RequestOptions {
  /** Arguments of `openssl req` that say which key to make. */
  readonly newKey?: readonly string[];
  readonly more?: readonly string[];
}

const P256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

/** What a device makes for itself: a key that it keeps, and a request to sign it. @param subject as openssl writes it: `/CN=07000000017` */
export function signingRequest(subject: string, { newKey = P256, more = [] }: RequestOptions = {}): TestRequest {
  const args = ['req', '-new', '-subj', subject, ...newKey, '-noenc', '-keyout', '-', ...more];
  const made = execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
  const [csr] = /-----BEGIN CERTIFICATE REQUEST-----[^-]+-----END CERTIFICATE REQUEST-----\n/.exec(made)!;
  return { csr, key: made.replace(csr, '') };
}
