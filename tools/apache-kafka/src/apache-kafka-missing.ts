import { spawnSync } from 'node:child_process';

const LEAST_JAVA = 17;
const ASK_TIMEOUT_MS = 30_000;

let answer: { readonly reason: string | undefined } | undefined;

/** Why Apache Kafka cannot run on this machine, or undefined if it can: it needs Java 17 or later and Maven. Asked once per process. */
export function apacheKafkaMissing(): string | undefined {
  answer ??= { reason: javaMissing() ?? mavenMissing() };
  return answer.reason;
}

/** Why a broker whose jars are there cannot be started. */
export function javaMissing(): string | undefined {
  const asked = spawnSync('java', ['-version'], { encoding: 'utf8', timeout: ASK_TIMEOUT_MS });
  if (asked.error || asked.status !== 0) return `java is not installed (Java ${LEAST_JAVA} or later is needed)`;
  const version = /version "(\d+)/.exec(asked.stderr)?.[1];
  return version !== undefined && Number(version) >= LEAST_JAVA
    ? undefined
    : `java ${version ?? 'of an unknown version'} is too old (${LEAST_JAVA} or later is needed)`;
}

/** Why jars cannot be fetched. */
export function mavenMissing(): string | undefined {
  const asked = spawnSync('mvn', ['--version'], { encoding: 'utf8', timeout: ASK_TIMEOUT_MS, shell: process.platform === 'win32' });
  return asked.error || asked.status !== 0 ? 'mvn (Maven) is not installed' : undefined;
}
