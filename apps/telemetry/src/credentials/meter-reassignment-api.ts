import type { ReassignmentAnswer } from '@openprepay/contracts/http/telemetry';
import type { MeterReassignment } from './meter-reassignment.js';

export const reassignmentToApi = ({ reassignedAt, ...reassignment }: MeterReassignment): ReassignmentAnswer => ({
  ...reassignment,
  reassignedAt: reassignedAt.toISOString(),
});
