import type { Shop } from './domain/shop.ts';

interface Heard {
  lastHeardAt: number;
  online?: boolean;
}

/** When each scanner and screen last gave a sign of life: what an operator looks at first. */
export interface ScannerWatch {
  heard(scanner: string, t: number, online?: boolean): void;
  hello(screen: string, t: number): void;
  scanners(): readonly { readonly id: string; readonly zone?: string; readonly lastHeardAt?: number; readonly online?: boolean }[];
  screens(): readonly { readonly id: string; readonly zone: string; readonly lastHelloAt?: number }[];
}

export function createScannerWatch(shop: Pick<Shop, 'scannerZones' | 'screens'>): ScannerWatch {
  const scanners = new Map<string, Heard>();
  const hellos = new Map<string, number>();
  return {
    heard(scanner, t, online = true) {
      scanners.set(scanner, { lastHeardAt: t, online });
    },
    hello(screen, t) {
      hellos.set(screen, t);
    },
    scanners: () => [...shop.scannerZones].map(([id, zone]) => ({ id, ...(zone === undefined ? {} : { zone }), ...scanners.get(id) })),
    screens: () =>
      [...shop.screens].map(([id, zone]) => {
        const lastHelloAt = hellos.get(id);
        return { id, zone, ...(lastHelloAt === undefined ? {} : { lastHelloAt }) };
      }),
  };
}
