import { Worker } from 'node:worker_threads';

/**
 * Starts the thread whose module is called `name` and stands beside the module at `beside`. Tests run the sources as they are: a thread of Node 20
 * takes no loader from the thread that starts it, so it is told to load one.
 */
export function startWorker(name: string, beside: string, workerData: unknown): Worker {
  const options = { workerData, name };
  if (!beside.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, beside), options);
  const loader = import.meta.resolve('tsx/esm/api');
  const file = new URL(`./${name}.ts`, beside).href;
  const code = `import(${JSON.stringify(loader)}).then(({ tsImport }) => tsImport(${JSON.stringify(file)}, ${JSON.stringify(file)}));`;
  return new Worker(code, { ...options, eval: true });
}
