import { type Certificate, createAuthority, issueServer } from '@openprepay/certificates/certificate';

/** An authority of a test's own, and what it has signed. PEM texts. */
export interface TestAuthority {
  readonly ca: string;
  /** A certificate for a server on this machine. */
  readonly server: Certificate;
}

/** Makes an authority and a certificate of it for `localhost` and 127.0.0.1, both for a day. */
export async function testAuthority(name = 'test authority'): Promise<TestAuthority> {
  const terms = { now: new Date(), days: 1 };
  const authority = await createAuthority({ ...terms, name });
  return { ca: authority.cert, server: await issueServer(authority, { ...terms, names: ['localhost', '127.0.0.1'] }) };
}
