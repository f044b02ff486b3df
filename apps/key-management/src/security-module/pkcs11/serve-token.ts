import { randomBytes } from 'node:crypto';
import { KeyStoreModule } from '../key-store-module.js';
import { loadMasterKeys } from '../load-master-keys.js';
import { loadStaTables } from '../load-sta-tables.js';
import type { SecurityModule } from '../security-module.js';
import { SoftwareKeyStore } from '../software-key-store.js';
import { loadWrapper } from './library.js';
import { TokenKeyStore } from './token-key-store.js';
import { type FromTokenProcess, type ToTokenProcess, type TokenProcessSettings, writeFailure } from './token-process-message.js';
import { TokenSession } from './token-session.js';

/** Answers one call after another: the library is not asked twice at a time. */
export function serveToken(answer: (message: FromTokenProcess) => void): (message: ToTokenProcess) => Promise<void> {
  let settings: TokenProcessSettings | undefined;
  let module: SecurityModule | undefined;
  return async (message) => {
    if ('open' in message) {
      settings = message.open;
      return;
    }
    const { id, name, args } = message;
    try {
      if (!settings) throw new Error('the settings come first');
      module ??= openModule(settings);
      const operation = module[name].bind(module) as (...given: readonly unknown[]) => Promise<unknown>;
      answer({ id, answer: await operation(...args) });
    } catch (error) {
      answer({ id, failure: writeFailure(error) });
    }
  };
}

function openModule({ token, older, staTablesFile }: TokenProcessSettings): SecurityModule {
  const session = new TokenSession(loadWrapper(), token);
  const software = older && new SoftwareKeyStore({ masterKeys: loadMasterKeys(older), randomOctets: randomBytes });
  return new KeyStoreModule(new TokenKeyStore(session, software), {
    staTables: staTablesFile === undefined ? undefined : loadStaTables(staTablesFile),
  });
}
