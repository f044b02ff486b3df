import type { BatchKind } from '@openprepay/contracts/http/vending-batches';
import type { Clock } from '@openprepay/persistence/clock';
import type { Message } from '@openprepay/xmlvend';
import type { CloseBatch } from '../batches/close-batch.js';
import type { BatchReport, FindBatch } from '../batches/find-batch.js';
import type { OpenBatch } from '../batches/open-batch.js';
import type { Batch } from '../batches/batch.js';
import { VendingError } from '../vending-error.js';
import { refuse, type Refusal } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import { answered } from './written-answer.js';
import { endedBatchOf, startedBatchOf, totalOf } from './written-batch.js';

type Start = Written<'StartShiftBatchReq'> | Written<'StartSalesBatchReq'> | Written<'StartBankBatchReq'> | Written<'StartAllBatchesReq'>;
type Total = Written<'TotalShiftBatchReq'> | Written<'TotalSalesBatchReq'> | Written<'TotalBankBatchReq'> | Written<'TotalAllBatchesReq'>;
type End = Written<'EndShiftBatchReq'> | Written<'EndSalesBatchReq'> | Written<'EndBankBatchReq'> | Written<'EndAllBatchesReq'>;
type Reprint = Written<'ReprintEndShiftBatchReq'> | Written<'ReprintEndSalesBatchReq'> | Written<'ReprintEndBankingBatchReq'>;

const SHIFT = ['shift'] as const;
const SALES = ['sales'] as const;
const BANKING = ['banking'] as const;
/** From the one that goes on for longest to the shortest. */
const ALL = ['banking', 'sales', 'shift'] as const;

const kinds = {
  StartShiftBatchReq: SHIFT,
  StartSalesBatchReq: SALES,
  StartBankBatchReq: BANKING,
  StartAllBatchesReq: ALL,
  TotalShiftBatchReq: SHIFT,
  TotalSalesBatchReq: SALES,
  TotalBankBatchReq: BANKING,
  TotalAllBatchesReq: ALL,
  EndShiftBatchReq: SHIFT,
  EndSalesBatchReq: SALES,
  EndBankBatchReq: BANKING,
  EndAllBatchesReq: ALL,
  ReprintEndShiftBatchReq: SHIFT,
  ReprintEndSalesBatchReq: SALES,
  ReprintEndBankingBatchReq: BANKING,
} as const satisfies Record<(Start | Total | End | Reprint)['type'], readonly BatchKind[]>;

const SEQUENCE = /^[1-9]\d{0,8}$/;

/** A till's batches: what it sells belongs to those that it has started and not ended. */
export class RunBatches {
  constructor(
    private readonly openBatch: OpenBatch,
    private readonly findBatch: FindBatch,
    private readonly closeBatch: CloseBatch,
    private readonly clock: Clock,
  ) {}

  /** Of all three, those that are not open yet. */
  async start(call: TillCall<Start>): Promise<Message | Refusal> {
    const wanted = kinds[call.asked.type];
    const started: Batch[] = [];
    for (const kind of wanted) {
      const batch = await this.openOnce(call, kind);
      if (batch) started.push(batch);
    }
    const startedBatch = startedBatchOf(started);
    if (!startedBatch) return refuse('StartBatchEx', `${wanted.join(', ')}: open already`, 'vending.batch_open');
    return { element: 'startBatchResp', body: { type: 'StartBatchResp', ...answered(call, this.clock, 'Batch started'), startedBatch } };
  }

  async total(call: TillCall<Total>): Promise<Message | Refusal> {
    const open = await this.openOnes(call);
    if (open.length === 0) return refuse('CheckBatchTotalEx', 'no such batch is open', 'vending.batch_unknown');
    const totalBatch = open.map((report) => totalOf(report, call.terminal.principal.currency));
    return { element: 'totalBatchResp', body: { type: 'TotalBatchResp', ...answered(call, this.clock, 'Batch total'), totalBatch } };
  }

  /** The shortest first, so that none goes on within one that has ended. */
  async end(call: TillCall<End>): Promise<Message | Refusal> {
    const { principal } = call.terminal;
    const ended: BatchReport[] = [];
    for (const { batch } of (await this.openOnes(call)).toReversed()) {
      ended.unshift(await this.closeBatch.execute(principal, { batchId: batch.batchId }));
    }
    if (ended.length === 0) return refuse('EndBatchEx', 'no such batch is open', 'vending.batch_unknown');
    return { element: 'endBatchResp', body: this.ended(call, ended) };
  }

  /** One that has ended, by its number or the last one. */
  async reprint(call: TillCall<Reprint>): Promise<Message | Refusal> {
    const { asked, terminal } = call;
    const { seqNo } = asked;
    if (seqNo !== undefined && !SEQUENCE.test(seqNo)) return refuse('ReprintEndBatchEx', 'no batch has this number');
    const [kind] = kinds[asked.type];
    const report = await this.findBatch.ofCaller(terminal.principal, kind, seqNo === undefined ? 'last-closed' : Number(seqNo));
    if (!report) return refuse('ReprintEndBatchEx', 'no such batch has ended', 'vending.batch_unknown');
    const body = {
      type: 'ReprintEndBatchResp',
      ...answered(call, this.clock, 'Batch reprint'),
      endBatchReprint: this.ended(call, [report]),
    } as const;
    return { element: 'reprintEndBatchResp', body };
  }

  private ended(call: TillCall, ended: readonly BatchReport[]): Written<'EndBatchResp'> {
    const endBatch = endedBatchOf(ended, call.terminal.principal.currency);
    return { type: 'EndBatchResp', ...answered(call, this.clock, 'Batch ended'), endBatch };
  }

  private async openOnes({ asked, terminal }: TillCall<Total | End>): Promise<readonly BatchReport[]> {
    const found: BatchReport[] = [];
    for (const kind of kinds[asked.type]) {
      const report = await this.findBatch.ofCaller(terminal.principal, kind, 'open');
      if (report) found.push(report);
    }
    return found;
  }

  private async openOnce({ terminal }: TillCall, kind: BatchKind): Promise<Batch | undefined> {
    try {
      return await this.openBatch.execute(terminal.principal, { kind });
    } catch (error) {
      if (error instanceof VendingError && error.code === 'vending.batch_open') return undefined;
      throw error;
    }
  }
}
