import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { type MasterKeyFiles, loadMasterKeys } from './load-master-keys.js';
import { loadStaTables } from './load-sta-tables.js';
import { TokenProcess } from './pkcs11/token-process.js';
import type { TokenSettings } from './pkcs11/token-session.js';
import type { SecurityModule } from './security-module.js';
import { SoftwareSecurityModule } from './software-security-module.js';

export interface SecurityModuleSettings extends MasterKeyFiles {
  /** Licensed EA07 tables; the sample tables without. */
  readonly staTablesFile?: string | undefined;
  /** The PKCS#11 token that keeps the keys; software does without. */
  readonly token?: Omit<TokenSettings, 'create'> | undefined;
}

/** Beside the file that was started, wherever that is. */
const TOKEN_PROCESS = 'token-process.js';

/** Opens what keeps the keys. @throws {Error} that tells an operator which file is wrong, never what is in it */
export function openSecurityModule(settings: SecurityModuleSettings): SecurityModule {
  const { token, staTablesFile, ...files } = settings;
  const staTables = staTablesFile === undefined ? undefined : loadStaTables(staTablesFile);
  if (token === undefined) return new SoftwareSecurityModule({ masterKeys: loadMasterKeys(files), staTables, randomOctets: randomBytes });
  const hasOlder = files.keyFile !== undefined || files.passphraseFile !== undefined;
  return new TokenProcess(join(dirname(process.argv[1] ?? ''), TOKEN_PROCESS), {
    token: { ...token, create: files.create },
    // Nothing is sealed by it any more: one that is missing is not made.
    older: hasOlder ? { ...files, create: false } : undefined,
    staTablesFile,
  });
}
