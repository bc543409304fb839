import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Decoder } from '../contract/decoder.ts';

/**
 * Every decoder in the folder, by id: a new wire format is one file there and nothing else to edit.
 * Sorted, so that the order of the catalogue does not depend on the file system.
 */
export async function loadDecoders(folder = new URL('./decoders/', import.meta.url)): Promise<readonly Decoder[]> {
  const extension = extname(import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith(extension)).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href) as Promise<{ decoder: Decoder }>));
  return modules.map((module) => module.decoder);
}
