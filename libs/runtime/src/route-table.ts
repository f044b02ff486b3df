interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

const WILDCARD = '*';

/** Remembers which methods an address takes, so that a wrong method is told from a wrong address. */
export class RouteTable {
  private readonly routes: Route[] = [];

  add(method: string | readonly string[], url: string): void {
    if (url.includes(WILDCARD)) return;
    const source = url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)))
      .join('/');
    this.routes.push({ pattern: new RegExp(`^${source}$`), methods: typeof method === 'string' ? [method] : method });
  }

  methodsOf(path: string): string[] {
    const methods = this.routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}
