import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type Message, type ProfileName, readMessage, writeMessage } from '@openprepay/xmlvend';
import type { ClosedKeyRepository } from '../vend/closed-key.repository.js';
import type { VendRepository } from '../vend/vend.repository.js';
import { VendingError } from '../vending-error.js';
import { messageKey } from './message-key.js';
import type { Asked, TillCall } from './till-call.js';
import type { TillMessage, TillMessageRepository } from './till-message.repository.js';

/**
 * Keeps a message that changes something before it is done, under the key that a sale would have: the same message again is the same
 * request, another one under its key is refused, and whoever lost the answer finds it.
 */
export class KeepMessage {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messages: TillMessageRepository,
    private readonly vends: VendRepository,
    private readonly closedKeys: ClosedKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.idempotency_key_reused`, `vending.idempotency_key_closed` */
  async execute(call: TillCall): Promise<void> {
    const { principal } = call.terminal;
    const kept: TillMessage = {
      vendorId: principal.vendorId,
      messageKey: messageKey(call.asked, call.asked.msgID),
      profile: call.profile,
      message: writeMessage({ profile: call.profile, soap: '1.1' }, withoutSignIn(call.message)),
      receivedFrom: principal.username,
      receivedAt: this.clock.now(),
    };
    await this.unitOfWork.run(principal.utility, (tx) => this.keep(tx, kept));
  }

  /** The message that was kept under this key, to be answered again. */
  async find({ terminal }: TillCall, key: string): Promise<Message | undefined> {
    const { utility, vendorId } = terminal.principal;
    const kept = await this.unitOfWork.run(utility, (tx) => this.messages.find(tx, vendorId, key));
    return kept && readMessage(kept.profile as ProfileName, new TextEncoder().encode(kept.message)).message;
  }

  /** When a message that is kept before it is done came first. */
  async since({ terminal, asked }: TillCall): Promise<Date> {
    const { utility, vendorId } = terminal.principal;
    const kept = await this.unitOfWork.run(utility, (tx) => this.messages.find(tx, vendorId, messageKey(asked, asked.msgID)));
    if (!kept) throw new Error('a message is done that is not kept');
    return kept.receivedAt;
  }

  private async keep(tx: Tx, kept: TillMessage): Promise<void> {
    const { vendorId, messageKey: idempotencyKey, receivedFrom, receivedAt } = kept;
    await this.closedKeys.lock(tx, idempotencyKey);
    const earlier = await this.messages.find(tx, vendorId, idempotencyKey);
    if (earlier?.message === kept.message && earlier.profile === kept.profile) return;
    if (earlier ?? (await this.vends.findByKey(tx, { vendorId, soldBy: receivedFrom }, idempotencyKey)))
      throw new VendingError('vending.idempotency_key_reused', 'this message’s id was used for another message');
    if (await this.closedKeys.isClosed(tx, idempotencyKey, vendorId))
      throw new VendingError('vending.idempotency_key_closed', 'it was told of this message that it was never received');
    await this.messages.insert(tx, kept);
    // and no sale comes under it any more
    await this.closedKeys.close(tx, { idempotencyKey, seller: vendorId, closedBy: receivedFrom, closedAt: receivedAt });
  }
}

function withoutSignIn({ element, body }: Message): Message {
  const { authCred: _signIn, ...rest } = body as Asked;
  return { element, body: rest } as Message;
}
