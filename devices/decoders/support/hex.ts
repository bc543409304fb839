/** Looked up, not computed: an advert's identifier is sixteen bytes or more, and there are thousands of adverts a second. */
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex of `bytes[from]` to before `bytes[to]`. */
export function hexOf(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += 1) text += HEX[bytes[at] ?? 0];
  return text;
}

/** As `hexOf`, last byte first: addresses and company numbers go over the air that way. */
export function hexReversed(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = to - 1; at >= from; at -= 1) text += HEX[bytes[at] ?? 0];
  return text;
}
