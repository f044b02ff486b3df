import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Who enters the demo's vending key: the installation names them, for afterwards it takes two administrators and a delay. */
export const DEMO_CUSTODIANS = ['custodian1', 'custodian2'] as const;

/** Where the gateway reads their password at the very first start. */
export const custodiansPasswordFile = (dataDir: string): string => path.join(dataDir, 'secrets', 'custodians-password');

export const writeCustodiansPassword = (dataDir: string, password: string): Promise<void> =>
  writeFile(custodiansPasswordFile(dataDir), `${password}\n`, { mode: 0o600 });
