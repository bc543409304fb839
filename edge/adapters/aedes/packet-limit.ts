/** MQTT 3.1.1 §2.2.3: the remaining length takes at most four bytes, seven bits each, the eighth saying that another follows. */
const LENGTH_BYTES = 4;
const MORE = 0x80;

/**
 * Watches a byte stream of MQTT packets and answers, chunk by chunk, whether every packet announced so far keeps to the limit. The
 * announcement is in a packet's first five bytes, so a packet of 256 MB is refused before any of it is kept. `announced` is told the
 * length of each.
 */
export function packetLimit(maxPacketBytes: number, announced: (packetBytes: number) => void = () => {}): (chunk: Uint8Array) => boolean {
  let bodyBytes = 0;
  let lengthBytes = -1;
  let length = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (bodyBytes > 0) {
        const skipped = Math.min(bodyBytes, chunk.length - at);
        bodyBytes -= skipped;
        at += skipped;
        continue;
      }
      const byte = chunk[at] ?? 0;
      at += 1;
      if (lengthBytes < 0) {
        lengthBytes = 0;
        length = 0;
        continue;
      }
      length += (byte & ~MORE) << (7 * lengthBytes);
      lengthBytes += 1;
      if (length > maxPacketBytes) return false;
      if (byte & MORE) {
        if (lengthBytes === LENGTH_BYTES) return false;
        continue;
      }
      announced(length);
      bodyBytes = length;
      lengthBytes = -1;
    }
    return true;
  };
}
