import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ControllerOptions, HciController } from './hci-controller.ts';
import { until } from './shop-floor.ts';
import { tempFolder } from './temp-folder.ts';
import { tool } from './tools.ts';

const H4_COMMAND = 0x01;
const H4_EVENT = 0x04;

/** Whole packets of a byte stream (Bluetooth Core 5.4, Vol 4 Part A §2): commands of a host, or events of a controller. */
export function packetsOf(socket: Socket, heard: (packet: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = rest[0] === H4_COMMAND ? 4 : rest[0] === H4_EVENT ? 3 : undefined;
      if (rest.length > 0 && head === undefined) throw new Error('the stream lost its beat');
      const length = (head ?? 0) + (rest[(head ?? 0) - 1] ?? 0);
      if (head === undefined || rest.length < head || rest.length < length) return;
      heard(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  });
}

/** An emulated controller that answers at a socket. */
export async function controllerAt(socketPath: string, options: ControllerOptions = {}): Promise<HciController> {
  let host: Socket | undefined;
  const controller = new HciController((packet) => host?.write(packet), options);
  const server = createServer((socket) => {
    host = socket;
    packetsOf(socket, (packet) => controller.receive(packet));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => {
    host?.destroy();
    server.close();
  });
  return controller;
}

/** A serial port at `link` with what listens at the socket behind it. Returns how to pull it out. */
export async function serialPort(link: string, socketPath: string): Promise<() => Promise<void>> {
  const child = running('socat', [`PTY,link=${link},raw,echo=0`, `UNIX-CONNECT:${socketPath}`]);
  await until(() => existsSync(link));
  return () => ended(child);
}

/** BlueZ's emulator of controllers, all within reach of each other's radio. Returns the socket of which each connection is a controller. */
export async function startBtvirt(): Promise<string> {
  const folder = tempFolder();
  const shim = join(folder, 'btvirt-shim.so');
  const source = new URL('./btvirt-shim.c', import.meta.url).pathname;
  const compiler = tool('gcc');
  if (!compiler) throw new TypeError('gcc is not installed: guard the suite with describe.skipIf');
  execFileSync(compiler, ['-shared', '-fPIC', '-o', shim, source, '-ldl']);
  running('btvirt', ['-s'], { LD_PRELOAD: shim, BTVIRT_FOLDER: folder });
  const socketPath = join(folder, 'bt-server-le');
  // It opens the monitor's socket last.
  await until(() => existsSync(join(folder, 'bt-server-mon')));
  return socketPath;
}

/** The host of a controller, as far as a beacon needs one: it sends one command after the other. */
export async function beaconAt(socketPath: string): Promise<(opcode: number, parameters?: Uint8Array) => Promise<void>> {
  const socket = connect(socketPath);
  onTestFinished(() => {
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const waiting: ((packet: Buffer) => void)[] = [];
  packetsOf(socket, (packet) => {
    if (packet[1] === 0x0e) waiting.shift()?.(packet);
  });
  return async (opcode, parameters = new Uint8Array()) => {
    const answer = new Promise<Buffer>((resolve) => waiting.push(resolve));
    socket.write(Buffer.from([H4_COMMAND, opcode & 0xff, opcode >> 8, parameters.length, ...parameters]));
    const status = (await answer)[6];
    if (status !== 0) throw new Error(`command 0x${opcode.toString(16)}: status ${status}`);
  };
}

/** A program that ends with the test. */
function running(name: string, parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const program = tool(name);
  if (!program) throw new TypeError(`${name} is not installed: guard the suite with describe.skipIf`);
  const child = spawn(program, parameters, { stdio: 'ignore', env: { ...process.env, ...environment } });
  onTestFinished(() => ended(child));
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill();
  await exit;
}
