/** Who said whose a meter number is, over the head of whoever held it. */
export interface MeterReassignment {
  readonly reassignmentId: string;
  readonly meterNumber: string;
  /** Whose the number is from here on. */
  readonly utility: string;
  /** Undefined where it was nobody's. */
  readonly formerUtility?: string;
  readonly credentialsRevoked: boolean;
  readonly reason?: string;
  readonly reassignedBy: string;
  readonly reassignedAt: Date;
}
