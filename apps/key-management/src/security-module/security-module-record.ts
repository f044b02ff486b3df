import { counter } from '@openprepay/runtime/metrics';

/** How often the security module was asked since the service started, and how often it could not. */
export class SecurityModuleRecord {
  private counted = { operations: 0, errors: 0 };
  private readonly total = counter({
    name: 'openprepay_security_module_operations_total',
    help: 'Calls of the security module, by operation and by whether it could do them',
    labelNames: ['operation', 'outcome'],
  });

  done(operation: string): void {
    this.counted = { ...this.counted, operations: this.counted.operations + 1 };
    this.total.inc({ operation, outcome: 'done' });
  }

  failed(operation: string): void {
    this.counted = { operations: this.counted.operations + 1, errors: this.counted.errors + 1 };
    this.total.inc({ operation, outcome: 'failed' });
  }

  counts(): { readonly operations: number; readonly errors: number } {
    return this.counted;
  }
}
