import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { versions } from 'node:process';

export type TensorFlow = typeof import('@tensorflow/tfjs');

/** @tensorflow/tfjs-node 4.22.0 calls `util.isNullOrUndefined`, which Node 23 removed (tensorflow/tfjs#8609). */
const LAST_NATIVE_NODE = 22;

/** TensorFlow.js on the fastest backend that this machine has: native, WebAssembly, plain JavaScript. */
export async function tensorFlow(): Promise<TensorFlow> {
  const native = await nativeTensorFlow();
  if (native) return native;
  const tf = await import('@tensorflow/tfjs');
  // Production mode: no advice on the console to install the native library, which was just tried.
  tf.env().set('PROD', true);
  if (!(await webAssembly(tf))) await tf.setBackend('cpu');
  return tf;
}

/** Undefined where its library does not load. */
export async function nativeTensorFlow(): Promise<TensorFlow | undefined> {
  if (Number.parseInt(versions.node, 10) > LAST_NATIVE_NODE) return undefined;
  try {
    const tf = (await import('@tensorflow/tfjs-node')) as unknown as TensorFlow;
    return (await tf.setBackend('tensorflow')) ? tf : undefined;
  } catch {
    // Its native library is not installed here (`npm rebuild @tensorflow/tfjs-node` fetches it); the others do the same, slower.
    return undefined;
  }
}

/** Whether WebAssembly is what it computes with from now on. */
export async function webAssembly(tf: TensorFlow): Promise<boolean> {
  try {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    if (tf.getBackend() !== 'wasm') setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep);
    return await tf.setBackend('wasm');
  } catch {
    return false;
  }
}
