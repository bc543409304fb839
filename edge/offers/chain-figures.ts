import { checker } from '../../contract/check.ts';
import { FiguresRecord } from '../../contract/offers/model-record.ts';

const check = checker(FiguresRecord);

/** Puts the figures of the chain together out of their parts, which come one by one and in any order. */
export interface FiguresIntake {
  /** Takes a part, or its removal; false where it is none. */
  take(key: string, value: unknown): boolean;
  /** All parts of the last version that was whole: of the shop's own, or else of all shops. None until there was one. */
  current(): readonly FiguresRecord[];
}

export function createFiguresIntake(shop: string): FiguresIntake {
  const parts = new Map<string, FiguresRecord>();
  const whole = new Map<string, readonly FiguresRecord[]>();
  const scopeOf = (key: string): string => key.slice(0, key.indexOf('.'));

  function complete(scope: string, version: string): void {
    const ofVersion = [...parts]
      .filter(([key, record]) => scopeOf(key) === scope && record.version === version)
      .map(([, record]) => record);
    if (ofVersion.length === ofVersion[0]?.parts) {
      whole.set(
        scope,
        ofVersion.sort((a, b) => a.part - b.part),
      );
    }
  }

  return {
    take(key, value) {
      const scope = scopeOf(key);
      if (value === undefined) {
        parts.delete(key);
        if (![...parts.keys()].some((other) => scopeOf(other) === scope)) whole.delete(scope);
        return true;
      }
      const checked = check(value);
      if (!checked.ok) return false;
      parts.set(key, checked.value);
      complete(scope, checked.value.version);
      return true;
    },
    current: () => whole.get(shop) ?? [...whole.values()][0] ?? [],
  };
}
