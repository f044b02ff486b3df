import { counter } from '@openprepay/runtime/metrics';

/** How sales have shared their transactions since this process started. */
export class SellingMetrics {
  private readonly groups = counter({ name: 'openprepay_sale_groups_total', help: 'Transactions of sales that were sold together' });
  private readonly sales = counter({ name: 'openprepay_grouped_sales_total', help: 'Sales in these transactions, one or more in each' });
  private readonly alone = counter({ name: 'openprepay_sales_alone_total', help: 'Sales that had a transaction of their own' });
  private readonly undone = counter({
    name: 'openprepay_sale_groups_given_up_total',
    help: 'Transactions of sales together that came to nothing, so that each sale was tried alone',
  });

  group(sales: number): void {
    this.groups.inc();
    this.sales.inc(sales);
  }

  soldAlone(): void {
    this.alone.inc();
  }

  givenUp(): void {
    this.undone.inc();
  }
}
