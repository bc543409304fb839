const STEP = 0.93;
const SMALLEST = 0.3;

/**
 * Shrinks the texts of `layer` by its `--fit` until all of them are inside it: the contract allows 120 letters of title and 400 of text,
 * and a catalogue will one day use them. Again when the display turns. Returns how to end it.
 */
export function fitInside(layer: HTMLElement): () => void {
  const refit = (): void => {
    for (let scale = 1; scale > SMALLEST; scale *= STEP) {
      layer.style.setProperty('--fit', scale.toFixed(3));
      if (layer.scrollHeight <= layer.clientHeight) return;
    }
  };
  refit();
  addEventListener('resize', refit);
  return () => removeEventListener('resize', refit);
}
