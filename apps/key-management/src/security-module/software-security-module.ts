import { KeyStoreModule, type KeyStoreModuleOptions } from './key-store-module.js';
import { SoftwareKeyStore, type SoftwareKeyStoreOptions } from './software-key-store.js';

export interface SoftwareSecurityModuleOptions extends SoftwareKeyStoreOptions, KeyStoreModuleOptions {}

/** The security module in software: keys sealed under a master key. */
export class SoftwareSecurityModule extends KeyStoreModule {
  constructor(options: SoftwareSecurityModuleOptions) {
    super(new SoftwareKeyStore(options), options);
  }
}
