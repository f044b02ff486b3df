import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ApacheKafkaError } from './apache-kafka-error.js';
import { mavenMissing } from './apache-kafka-missing.js';
import { runToEnd } from './run-to-end.js';

const POM = join(import.meta.dirname, '..', 'maven', 'pom.xml');
const FETCH_TIMEOUT_MS = 10 * 60_000;
const HASH_DIGITS = 12;

/**
 * The folder with Apache Kafka's jars, fetched by Maven the first time. Its name follows from the pom, so another version is another folder.
 *
 * @throws {ApacheKafkaError} `apache-kafka.not_available` (no Maven, and no jars yet), `apache-kafka.jars_not_fetched`
 */
export async function kafkaJars(cacheDir: string): Promise<string> {
  const pom = await readFile(POM);
  const folder = join(cacheDir, createHash('sha256').update(pom).digest('hex').slice(0, HASH_DIGITS));
  if (await hasJars(folder)) return folder;
  // Asked where it is needed: an answer costs half a second of each start.
  const missing = mavenMissing();
  if (missing) throw new ApacheKafkaError('apache-kafka.not_available', missing);

  await mkdir(cacheDir, { recursive: true });
  const work = await mkdtemp(join(cacheDir, 'fetching-'));
  try {
    await copyFile(POM, join(work, 'pom.xml'));
    await fetchJars(work);
    // Of two processes that fetch at once the first to finish names the folder; the other finds it filled.
    await rename(join(work, 'lib'), folder).catch(async (cause: unknown) => {
      if (!(await hasJars(folder))) throw cause;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

async function fetchJars(work: string): Promise<void> {
  const { status, output } = await runToEnd('mvn', ['-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'lib')}`], {
    cwd: work,
    timeoutMs: FETCH_TIMEOUT_MS,
  });
  if (status !== 0) throw new ApacheKafkaError('apache-kafka.jars_not_fetched', `mvn could not fetch the jars of Apache Kafka:\n${output}`);
}

const hasJars = (folder: string): Promise<boolean> =>
  readdir(folder).then(
    (names) => names.some((name) => name.startsWith('kafka_')),
    () => false,
  );
