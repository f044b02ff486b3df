import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type StaTables, parseStaTables } from '@openprepay/sts';
import { type MasterKeyFiles, loadMasterKeys } from './load-master-keys.js';
import type { SecurityModule } from './security-module.js';
import { SoftwareSecurityModule } from './software-security-module.js';

export interface SecurityModuleSettings extends MasterKeyFiles {
  /** Licensed EA07 tables; the sample tables without. */
  readonly staTablesFile?: string | undefined;
}

/** Opens the software module. @throws {Error} that tells an operator which file is wrong, never what is in it */
export const openSecurityModule = (settings: SecurityModuleSettings): SecurityModule =>
  new SoftwareSecurityModule({
    masterKeys: loadMasterKeys(settings),
    staTables: settings.staTablesFile === undefined ? undefined : loadStaTables(settings.staTablesFile),
    randomOctets: randomBytes,
  });

function loadStaTables(file: string): StaTables {
  try {
    return parseStaTables(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    // The tables are licensed: neither the parser's excerpt nor a value of theirs may reach a log.
    const reason = cause instanceof SyntaxError ? 'it is not JSON' : cause instanceof Error ? cause.message : 'it cannot be read';
    throw new Error(`STA_TABLES_FILE ${file} cannot be used: ${reason}`);
  }
}
