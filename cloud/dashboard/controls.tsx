import type { ShopSummary } from '../../contract/http/hq-routes.ts';
import { PERIOD_WORDS, PERIODS, type Period } from './period.ts';

interface ControlsProps {
  shops: readonly ShopSummary[];
  shop: string | undefined;
  period: Period;
  onShop(shop: string): void;
  onPeriod(period: Period): void;
}

export function Controls({ shops, shop, period, onShop, onPeriod }: ControlsProps) {
  return (
    <div class="controls">
      <label class="picker">
        <span class="picker__label">Shop</span>
        <select class="picker__select" value={shop} disabled={shops.length === 0} onChange={(event) => onShop(event.currentTarget.value)}>
          {shops.length === 0 && <option>none yet</option>}
          {shops.map(({ shop: id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="switch">
        <legend class="visually-hidden">Period</legend>
        {PERIODS.map((choice) => (
          <label key={choice} class="switch__choice">
            <input type="radio" name="period" checked={choice === period} onChange={() => onPeriod(choice)} />
            <span>{PERIOD_WORDS[choice]}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
