import { generate } from 'selfsigned';

const DAY_MS = 86_400_000;

/** PEM texts. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority of a test's own, and what it has signed. */
export interface TestAuthority {
  readonly ca: string;
  /** A certificate for a server on this machine. */
  readonly server: TestCertificate;
}

/** Makes an authority and a certificate of it for `localhost` and 127.0.0.1, both for a day. */
export async function testAuthority(name = 'test authority'): Promise<TestAuthority> {
  const notAfterDate = new Date(Date.now() + DAY_MS);
  const authority = await generate([{ name: 'commonName', value: name }], {
    algorithm: 'sha256',
    keyType: 'ec',
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    keyType: 'ec',
    notAfterDate,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { ca: authority.cert, server: { cert: server.cert, key: server.private } };
}
