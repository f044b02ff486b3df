import { DefaultTariffChanged, TariffPublished } from '@openprepay/contracts/billing';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { formatTariffDocument, parseTariffDocument, TariffError, type TariffDocument } from '@openprepay/tariffs';
import { BillingError } from '../billing-error.js';
import type { CalendarRepository } from '../calendar/calendar.repository.js';
import type { PublishedTariff } from './tariff.js';
import type { TariffRepository } from './tariff.repository.js';
import type { TariffSettings } from './tariff-settings.js';

const MINUTE_MS = 60_000;

/** Publishes a tariff version for vending to price by. The first one of a commodity in the utility's currency becomes its default. */
export class PublishTariff {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tariffs: TariffRepository,
    private readonly calendar: CalendarRepository,
    private readonly outbox: Outbox,
    private readonly settings: Pick<TariffSettings, 'leadMs'>,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {BillingError} `billing.tariff_invalid` naming the field, `billing.tariff_starts_in_the_past`,
   *   `billing.tariff_starts_too_soon`, `billing.tariff_kind_changed`
   */
  async execute(caller: Principal, body: unknown): Promise<PublishedTariff> {
    const document = readDocument(body);
    const now = this.clock.now();
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const kind = await this.tariffs.lockKind(tx, document);
      if (kind.commodity !== document.commodity || kind.currency !== document.currency) {
        throw new BillingError('billing.tariff_kind_changed', `tariff ${kind.code} is for ${kind.commodity} in ${kind.currency}`);
      }
      if (kind.latestVersion > 0) this.checkLead(document, now);
      const published = { version: kind.latestVersion + 1, document, publishedAt: now };
      await this.store(tx, published);
      if (document.currency === caller.currency) await this.offerAsDefault(tx, published);
      await this.calendar.settle(tx, caller.timeZone);
      return published;
    });
  }

  /** Vending prices a later version's time by the one before until it has heard of it. */
  private checkLead({ validFrom }: TariffDocument, now: Date): void {
    const aheadMs = Date.parse(validFrom) - now.getTime();
    const field = 'validFrom';
    if (aheadMs < 0) {
      throw new BillingError('billing.tariff_starts_in_the_past', 'only the first version of a tariff may begin before now', { field });
    }
    if (aheadMs < this.settings.leadMs) {
      const problem = `a later version of a tariff begins at least ${this.settings.leadMs / MINUTE_MS} minutes after it is published`;
      throw new BillingError('billing.tariff_starts_too_soon', problem, { field });
    }
  }

  private async store(tx: Tx, published: PublishedTariff): Promise<void> {
    const { version, document, publishedAt } = published;
    const { tariffCode } = document;
    await this.tariffs.addVersion(tx, published);
    await this.outbox.append(tx, TariffPublished, { tariffCode, version, document: formatTariffDocument(document), publishedAt });
  }

  private async offerAsDefault(tx: Tx, { document: { commodity, tariffCode }, publishedAt }: PublishedTariff): Promise<void> {
    const revision = await this.tariffs.addDefault(tx, { commodity, tariffCode });
    if (revision === undefined) return;
    await this.outbox.append(tx, DefaultTariffChanged, { commodity, tariffCode, revision, changedAt: publishedAt });
  }
}

function readDocument(body: unknown): TariffDocument {
  try {
    return parseTariffDocument(body);
  } catch (error) {
    if (!(error instanceof TariffError)) throw error;
    throw new BillingError('billing.tariff_invalid', error.message, present({ cause: error, field: error.field }));
  }
}
