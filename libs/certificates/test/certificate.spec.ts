import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createAuthority, issueServer } from '../src/certificate.js';

const now = new Date();
const authorityName = 'an authority – ß';
const authority = await createAuthority({ name: authorityName, now, days: 30 });
const issue = (...names: readonly string[]) => issueServer(authority, { names, now, days: 2 });

async function handshake(names: readonly string[], { ca = authority.cert, host = 'localhost' } = {}): Promise<string> {
  const server = createServer(await issue(...names), (socket) => socket.end('hello')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    ca,
    servername: host.includes(':') ? '' : host,
  });
  try {
    await once(socket, 'secureConnect');
    return String((await once(socket, 'data'))[0]);
  } finally {
    socket.destroy();
    server.close();
  }
}

describe('a certificate of one’s own authority', () => {
  it('is taken by whoever trusts that authority, under the names that it has', async () => {
    await expect(handshake(['meters.example.org', 'localhost'])).resolves.toBe('hello');
  });

  it('is not taken under another name', async () => {
    await expect(handshake(['meters.example.org'])).rejects.toThrow(/altnames/);
  });

  it('is not taken by whoever trusts another authority, though it bears the same name', async () => {
    const other = await createAuthority({ name: authorityName, now, days: 30 });

    await expect(handshake(['localhost'], { ca: other.cert })).rejects.toThrow(/certificate|signature|issuer/i);
  });

  it('names hosts and addresses, of either kind', async () => {
    const { subjectAltName } = new X509Certificate((await issue('broker', '10.20.30.40', '::1', 'fe80::1:2')).cert);

    expect(subjectAltName).toBe('DNS:broker, IP Address:10.20.30.40, IP Address:0:0:0:0:0:0:0:1, IP Address:FE80:0:0:0:0:0:1:2');
  });

  it('ends when it is said to, also after the year in which dates are written differently', async () => {
    const long = await createAuthority({ name: 'long', now: new Date('2049-06-01T00:00:00Z'), days: 365 });

    expect(new Date(new X509Certificate(long.cert).validTo)).toEqual(new Date('2050-06-01T00:00:00Z'));
  });

  it('passes openssl’s own strict check', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'openprepay-certificates-'));
    writeFileSync(join(folder, 'ca.pem'), authority.cert);
    writeFileSync(join(folder, 'server.pem'), (await issue('localhost', '127.0.0.1')).cert);
    const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_ip', '127.0.0.1', '-CAfile', 'ca.pem', 'server.pem'];

    expect(execFileSync('openssl', verify, { cwd: folder, encoding: 'utf8' })).toBe('server.pem: OK\n');
  });
});
