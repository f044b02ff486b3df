import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { UnitsIssueRepository } from './units-issue.repository.js';

/** What is told of units that somebody has decided on. */
export const unitsIssues: Feature = { providers: [provide(UnitsIssueRepository, [])] };
