import { randomUUID } from 'node:crypto';
import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@openprepay/pace/free-ports';
import { BrokerProcess } from './broker-process.js';
import { serverProperties } from './server-properties.js';

const ARCHIVE = 'broker.jsa';
const HOST = '127.0.0.1';
const CLUSTER_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

/**
 * The classes of a broker as the virtual machine has them once they are read and checked, in a file beside the jars. A broker that starts from it
 * serves a third sooner. The first time one is started on data of its own and stopped, which writes it; where that fails brokers start without.
 */
export async function classArchive(jars: string): Promise<{ readonly read: string } | undefined> {
  const archive = join(jars, ARCHIVE);
  if (await isThere(archive)) return { read: archive };
  const written = join(jars, `${randomUUID()}.jsa`);
  try {
    await runOnce(jars, written);
    await rename(written, archive);
    return { read: archive };
  } catch {
    await rm(written, { force: true });
    return undefined;
  }
}

async function runOnce(jars: string, write: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'apache-kafka-classes-'));
  const [client, controller] = await freePorts(2, HOST);
  const ports = [{ client: client!, controller: controller! }];
  const properties = serverProperties({ nodeId: 1, host: HOST, ports, logDir: join(folder, 'data'), defaultPartitions: 1, extra: {} });
  const broker = new BrokerProcess({
    folder,
    jars,
    archive: { write },
    clusterId: CLUSTER_ID,
    properties,
    isAlone: true,
    onUnexpectedExit: () => undefined,
  });
  try {
    await broker.start();
  } finally {
    await broker.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
