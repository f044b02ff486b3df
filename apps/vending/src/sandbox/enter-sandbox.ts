import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { KeyChangeRepository } from '../key-changes/key-change.repository.js';
import type { CreateMeter } from '../meters/create-meter.js';
import type { Meter, MeterKeyData } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { personOf } from '../person.js';
import { VendingError } from '../vending-error.js';
import { type SandboxMeter, sandboxMeterOf, sandboxMeters, sellsInSandbox } from './sandbox-meters.js';
import type { SandboxUtilityRepository } from './sandbox-utility.repository.js';
import { sandboxKeyChangeTokens } from './sandbox-tokens.js';

const KEY_DATA: MeterKeyData = {
  supplyGroupCode: '000001',
  keyType: 2,
  keyRevision: 1,
  tariffIndex: '01',
  encryptionAlgorithm: 'EA07',
  decoderKeyAlgorithm: 'DKGA02',
  baseDate: 2014,
};
const NEXT_KEY: MeterKeyData = { ...KEY_DATA, keyRevision: 2 };

/** What a meter of a sandbox does by its number, before anything else is asked. */
export class EnterSandbox {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly createMeter: CreateMeter,
    private readonly keyChanges: KeyChangeRepository,
    private readonly sandboxes: SandboxUtilityRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @param written as a label has it
   * @returns the meter, registered; undefined for any other one, and outside of sandboxes
   * @throws {VendingError} what the meter is refused with
   */
  async execute(caller: Principal, written: string): Promise<SandboxMeter | undefined> {
    const meter = caller.sandbox ? sandboxMeterOf(written) : undefined;
    if (!meter) return undefined;
    refuseAs(meter);
    await this.register(caller, meter);
    return meter;
  }

  /** All of them, those that sell registered. @throws {VendingError} `vending.sandbox_required` */
  async list(caller: Principal): Promise<readonly SandboxMeter[]> {
    if (!caller.sandbox) throw new VendingError('vending.sandbox_required', 'only a sandbox has meters that behave by their number');
    for (const meter of sandboxMeters.filter(sellsInSandbox)) await this.register(caller, meter);
    return sandboxMeters;
  }

  private async register(caller: Principal, { meterNumber, behaviour }: SandboxMeter): Promise<void> {
    const known = await this.unitOfWork.run(caller.utility, (tx) => this.meters.find(tx, meterNumber));
    if (known) return;
    const keyData = behaviour === 'key-change-due' ? NEXT_KEY : KEY_DATA;
    try {
      const meter = await this.createMeter.execute(caller, { meterNumber, keyData, commodity: 'electricity', accountNumber: undefined });
      if (behaviour === 'key-change-due') await this.changeKey(caller, meter);
    } catch (error) {
      if (!(error instanceof VendingError) || error.code !== 'vending.meter_exists') throw error;
    }
  }

  /** The set that the meter has not taken yet. */
  private async changeKey(caller: Principal, { meterNumber, meterPan }: Meter): Promise<void> {
    const at = this.clock.now();
    await this.unitOfWork.run(caller.utility, async (tx) => {
      await this.sandboxes.note(tx);
      await this.keyChanges.insert(tx, {
        keyChangeId: this.clock.newId(),
        idempotencyKey: `sandbox ${meterNumber}`,
        meterNumber,
        meterPan,
        from: KEY_DATA,
        to: NEXT_KEY,
        reason: 'a meter of the sandbox whose key change is due',
        requestedBy: personOf(caller),
        requestedAt: at,
        byHand: true,
        state: 'issued',
        issued: { tokens: sandboxKeyChangeTokens(), rollover: false, sampleTables: true, at },
        failure: undefined,
        cancellation: undefined,
        includeSupplyGroup: false,
        endedBy: undefined,
        endedAt: undefined,
        remark: undefined,
      });
    });
  }
}

function refuseAs({ behaviour, meterNumber }: SandboxMeter): void {
  switch (behaviour) {
    case 'unknown':
      throw new VendingError('vending.meter_unknown', `there is no meter ${meterNumber}`);
    case 'blocked':
      throw new VendingError('vending.meter_blocked', `meter ${meterNumber} is blocked`);
    case 'wrong-check-digit':
      throw new VendingError('vending.meter_number_invalid', `${meterNumber} has a wrong check digit`);
    case 'below-minimum':
      throw new VendingError('vending.tender_below_minimum', 'the amount is below the least that is sold');
    case 'float-empty':
      throw new VendingError('vending.vendor_float_insufficient', 'the float does not cover this sale');
    case 'duplicate':
      throw new VendingError('vending.idempotency_key_reused', 'this Idempotency-Key was used for another request');
    case 'sells':
    case 'key-change-due':
    case 'slow':
    case 'silent':
  }
}
