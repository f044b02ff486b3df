import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { NetworkNodeAnswer } from '@openprepay/contracts/http/vending-network';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { AddNetworkNode } from './add-network-node.js';
import { ChangeNetworkNode } from './change-network-node.js';
import { FindNetworkNodes } from './find-network-nodes.js';
import { networkNodeToApi } from './network-api.js';

const { listNetworkNodes, addNetworkNode, changeNetworkNode } = vendingApi.endpoints;

@Controller()
export class NetworkController {
  constructor(
    @Inject(FindNetworkNodes) private readonly findNodes: FindNetworkNodes,
    @Inject(AddNetworkNode) private readonly addNode: AddNetworkNode,
    @Inject(ChangeNetworkNode) private readonly changeNode: ChangeNetworkNode,
  ) {}

  @Endpoint(listNetworkNodes)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listNetworkNodes>): Promise<Page<NetworkNodeAnswer>> {
    return mapPage(await this.findNodes.execute(caller, query), networkNodeToApi);
  }

  @Endpoint(addNetworkNode)
  async add(@Caller() caller: Principal, @Input() { body }: Input<typeof addNetworkNode>): Promise<NetworkNodeAnswer> {
    return networkNodeToApi(await this.addNode.execute(caller, { ...body, parent: body.parent, location: body.location }));
  }

  @Endpoint(changeNetworkNode)
  async change(@Caller() caller: Principal, @Input() { params, body }: Input<typeof changeNetworkNode>): Promise<NetworkNodeAnswer> {
    return networkNodeToApi(await this.changeNode.execute(caller, { ...params, ...body }));
  }
}
