import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const BEAT_MS = 1000;
const STALE_AFTER_MS = 10_000;
const LOOK_AGAIN_MS = 100;

/**
 * Runs `work` while holding the lock file; waits while another process holds it. A lock is left behind when its process is gone, or when it has
 * not been touched for a while: the number of a process that died may belong to another by now.
 */
export async function withLock(path, work) {
  while (!tryLock(path)) {
    if (isLeftBehind(path)) remove(path);
    else await delay(LOOK_AGAIN_MS);
  }
  const beat = setInterval(() => utimesSync(path, new Date(), new Date()), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(path, { force: true });
  }
}

function tryLock(path) {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isLeftBehind(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return false;
  if (Date.now() - stats.mtimeMs > STALE_AFTER_MS) return true;
  const pid = Number(read(path));
  return pid > 0 && !isAlive(pid);
}

/**
 * Renamed before it is removed: of two that find it left behind only one can take it away. Who took away the lock that came after it,
 * because the other was quicker, puts it back.
 */
function remove(path) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (!isLeftBehind(aside)) linkSync(aside, path);
    rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
