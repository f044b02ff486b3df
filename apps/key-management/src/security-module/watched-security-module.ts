import { isCoded } from '@openprepay/contracts/coded';
import { type Answer, type Arguments, ForwardedSecurityModule, type Operation } from './forwarded-security-module.js';
import type { SecurityModuleRecord } from './security-module-record.js';
import type { SecurityModule } from './security-module.js';

/** A security module of which is counted what it does and what it cannot do. A refusal, which is the caller's, is no failure. */
export class WatchedSecurityModule extends ForwardedSecurityModule {
  readonly kind: SecurityModule['kind'];
  readonly usesSampleTables: boolean;

  constructor(
    private readonly module: SecurityModule,
    private readonly record: SecurityModuleRecord,
  ) {
    super();
    this.kind = module.kind;
    this.usesSampleTables = module.usesSampleTables;
  }

  protected async forward<Name extends Operation>(name: Name, args: Arguments<Name>): Promise<Answer<Name>> {
    try {
      // Name by name the arguments and the answer belong together; of a union of names the compiler cannot see that.
      const operation = this.module[name].bind(this.module) as (...given: Arguments<Name>) => Promise<Answer<Name>>;
      const answer = await operation(...args);
      this.record.done(name);
      return answer;
    } catch (error) {
      if (isCoded(error)) this.record.done(name);
      else this.record.failed(name);
      throw error;
    }
  }
}
