// A reporter of vitest's: what each file took, its hooks and the modules it imports with it, in the file that `OPENPREPAY_DURATIONS` names.
import { appendFileSync } from 'node:fs';
import path from 'node:path';

export default class DurationsReporter {
  onTestModuleEnd(module) {
    const file = process.env.OPENPREPAY_DURATIONS;
    if (file === undefined) return;
    const { collectDuration, duration } = module.diagnostic();
    const took = { file: path.relative(process.cwd(), module.moduleId), importMs: collectDuration, testsMs: duration };
    appendFileSync(file, `${JSON.stringify(took)}\n`);
  }
}
