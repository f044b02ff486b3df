import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { eventually } from '@openprepay/testing/eventually';
import { hasProgram } from '@openprepay/testing/left-out';
import { freePort } from '@openprepay/pace/free-ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { services } from '../src/services.js';
import { hasOpenssl, newSecrets, root } from './installation-secrets.js';

const run = promisify(execFile);
const MODE = 0o777;
const deploy = (file: string): string => path.join(root, 'deploy', file);

let secrets: string;
let folder: string;

/** A program that says what it was asked for. */
async function stub(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '#!/bin/sh\necho "$(basename "$0") $*"\n', { mode: 0o755 });
}

describe.skipIf(!hasOpenssl('how the compose file starts its servers'))('with the secrets of an installation', () => {
  beforeAll(async () => {
    secrets = await newSecrets();
    folder = await mkdtemp(path.join(tmpdir(), 'openprepay-servers-'));
  });
  afterAll(() => Promise.all([secrets, folder].map((each) => rm(each, { recursive: true, force: true }))));

  it('Kafka knows the operator and the services by their passwords, in a file that is its own alone', async () => {
    const own = await mkdtemp(path.join(folder, 'kafka-'));
    for (const name of ['kafka-storage.sh', 'kafka-server-start.sh']) await stub(path.join(own, 'bin', name));
    const env = { PATH: process.env['PATH'], SECRETS_DIR: secrets, OWN_DIR: own, CONFIG_DIR: deploy('kafka'), KAFKA_HOME: own };
    const { stdout } = await run('sh', [deploy('kafka/start.sh')], { env });
    const properties = await readFile(path.join(own, 'server.properties'), 'utf8');

    expect(stdout).toContain(`kafka-server-start.sh ${path.join(own, 'server.properties')}`);
    for (const user of ['operator', ...services]) {
      const password = (await readFile(path.join(secrets, `${user}-kafka-password`), 'utf8')).trim();
      expect(properties).toContain(` user_${user}="${password}"`);
    }
    expect(properties).toMatch(/^listener\.security\.protocol\.map=CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT$/m);
    expect(properties).toMatch(/^listeners=CLIENTS:\/\/:9093,CONTROLLER:\/\/127\.0\.0\.1:9094$/m);
    expect(properties).toMatch(/^allow\.everyone\.if\.no\.acl\.found=false$/m);
    expect(await readFile(path.join(own, 'keystore.pem'), 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----[^]*-----BEGIN CERTIFICATE-----/);
    for (const file of ['server.properties', 'client.properties', 'keystore.pem'])
      expect((await stat(path.join(own, file))).mode & MODE, file).toBe(0o600);
  });

  it('PostgreSQL has its key in a file that is its own alone, and lets nobody in without TLS', async () => {
    const own = await mkdtemp(path.join(folder, 'postgres-'));
    await stub(path.join(own, 'docker-entrypoint.sh'));
    const env = { PATH: `${own}:${process.env['PATH']}`, SECRETS_DIR: secrets, TLS_DIR: own };
    const { stdout } = await run('sh', [deploy('postgres/start.sh'), 'postgres', '-cssl=on'], { env });
    const rules = (await readFile(deploy('postgres/pg_hba.conf'), 'utf8')).split('\n').filter((line) => /^\w/.test(line));

    expect(stdout).toBe('docker-entrypoint.sh postgres -cssl=on\n');
    expect((await stat(path.join(own, 'postgres.key'))).mode & MODE).toBe(0o600);
    expect(rules.map((rule) => rule.split(/\s+/)[0])).toEqual(['local', 'hostssl']);
    for (const rule of rules) expect(rule).toMatch(/scram-sha-256$/);
  });

  describe.skipIf(!hasProgram('deploy/mosquitto.conf', 'mosquitto', '-h'))('mosquitto', () => {
    let mosquitto: ChildProcess;
    let port: number;
    beforeAll(async () => {
      port = await freePort();
      const file = path.join(folder, 'mosquitto.conf');
      // Who may connect is the plugin's matter; here nobody may.
      const lines = (await readFile(deploy('mosquitto.conf'), 'utf8'))
        .replaceAll('/run/secrets', secrets)
        .replace('listener 8883', `listener ${port} 127.0.0.1`)
        .replace('/mosquitto/data/', `${folder}/`)
        .replace(/^plugin.*$/gm, '');
      await writeFile(file, process.getuid?.() === 0 ? `${lines}user root\n` : lines);
      mosquitto = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
    });
    afterAll(async () => {
      const ended = once(mosquitto, 'exit');
      mosquitto.kill();
      await ended;
    });

    /** Opens a TLS connection as a meter does. @returns what the broker is called by its certificate */
    const greet = async (ca: string | undefined): Promise<string> => {
      const socket = connect({ host: '127.0.0.1', port, servername: 'mosquitto', ...(ca === undefined ? {} : { ca }) });
      try {
        await once(socket, 'secureConnect');
        return String(socket.getPeerCertificate().subject.CN);
      } finally {
        socket.destroy();
      }
    };

    it('shows meters a certificate of the installation’s authority, and is nobody to those who trust another', async () => {
      const authority = await readFile(path.join(secrets, 'authority.pem'), 'utf8');

      await eventually(async () => expect(await greet(authority)).toBe('mosquitto'));
      await expect(greet(undefined)).rejects.toThrow(/certificate/);
    });
  });
});
