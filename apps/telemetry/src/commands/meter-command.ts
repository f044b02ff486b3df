/** What a meter can be told, with what it takes. */
export type CommandKind = 'read-now' | 'relay-open' | 'relay-close' | 'set-interval';

export interface MeterCommand {
  readonly commandId: string;
  readonly meterNumber: string;
  readonly kind: CommandKind;
  readonly params: Readonly<Record<string, unknown>>;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}
