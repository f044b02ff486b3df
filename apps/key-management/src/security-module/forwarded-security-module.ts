import type { SecurityModule } from './security-module.js';

/** What a security module is asked for. */
export type Operation = {
  [Name in keyof SecurityModule]: SecurityModule[Name] extends (...args: never[]) => Promise<unknown> ? Name : never;
}[keyof SecurityModule];

export type Arguments<Name extends Operation> = Parameters<SecurityModule[Name]>;
export type Answer<Name extends Operation> = Awaited<ReturnType<SecurityModule[Name]>>;

/** A security module that hands each call on to where it is done. */
export abstract class ForwardedSecurityModule implements SecurityModule {
  abstract readonly kind: SecurityModule['kind'];
  abstract readonly usesSampleTables: boolean;

  protected abstract forward<Name extends Operation>(name: Name, args: Arguments<Name>): Promise<Answer<Name>>;

  importComponent(...args: Arguments<'importComponent'>): Promise<Answer<'importComponent'>> {
    return this.forward('importComponent', args);
  }

  combine(...args: Arguments<'combine'>): Promise<Answer<'combine'>> {
    return this.forward('combine', args);
  }

  generate(...args: Arguments<'generate'>): Promise<Answer<'generate'>> {
    return this.forward('generate', args);
  }

  issueTokens(...args: Arguments<'issueTokens'>): Promise<Answer<'issueTokens'>> {
    return this.forward('issueTokens', args);
  }

  issueKeyChangeSets(...args: Arguments<'issueKeyChangeSets'>): Promise<Answer<'issueKeyChangeSets'>> {
    return this.forward('issueKeyChangeSets', args);
  }

  openToken(...args: Arguments<'openToken'>): Promise<Answer<'openToken'>> {
    return this.forward('openToken', args);
  }

  rewrap(...args: Arguments<'rewrap'>): Promise<Answer<'rewrap'>> {
    return this.forward('rewrap', args);
  }

  sign(...args: Arguments<'sign'>): Promise<Answer<'sign'>> {
    return this.forward('sign', args);
  }

  isSigned(...args: Arguments<'isSigned'>): Promise<Answer<'isSigned'>> {
    return this.forward('isSigned', args);
  }

  masterKeyIds(): Promise<Answer<'masterKeyIds'>> {
    return this.forward('masterKeyIds', []);
  }

  selfTest(): Promise<void> {
    return this.forward('selfTest', []);
  }
}
