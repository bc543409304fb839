import { text } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import type { Command } from 'commander';
import { AislegateError } from '../../contract/errors.ts';
import type { PersonalData, SignedReceipt } from '../../contract/privacy.ts';
import type { ErasureRecord } from '../../contract/records.ts';
import { verifyReceipt } from '../../platform/receipt-signature.ts';
import { publicKeyOf } from '../../platform/signing-key.ts';
import { noteLine, printJson, printLine, wrongUse } from '../command.ts';
import type { HeadquartersFlags } from '../headquarters.ts';

interface Flags extends HeadquartersFlags {
  readonly here?: boolean;
  readonly yes?: boolean;
  readonly out?: string;
  readonly verify?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** Headquarters waits some seconds for shops that do not answer. */
const TIMEOUT_MS = 60_000;
/** A connected shop erases within a second; whoever asked for an erasure should not have to ask again for that. */
const SHOPS_WAIT_MS = 3_000;
const SHOPS_ASK_EVERY_MS = 250;
const ERASURE_ID = /^[0-9a-f]{32}$/u;
const PUBLIC_KEY = /^[A-Za-z0-9_-]{43}$/u;
const MEMBER = 'the number of the member, or - to read it from standard input';

export function register(program: Command): void {
  const privacy = program.command('privacy').description('what members have a right to: to know what is held, and to be forgotten');
  const reached = (command: Command): Command =>
    command
      .option('--url <url>', 'headquarters elsewhere')
      .option('--token <token>', 'its admin token (AISLEGATE_TOKEN)')
      .option('--ca <file>', 'authority of its certificate, PEM')
      .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
      .option('--json', 'for programs');

  reached(
    privacy.command('export').description('everything that is held of a member, at headquarters and in the shops. Noted in the audit log'),
  )
    .argument('<member>', MEMBER)
    .option('--here', 'only what the shop of this installation holds')
    .option('--out <file>', 'write it there, readable by you only')
    .action(exportMember);
  reached(privacy.command('erase').description('forget a member for ever, everywhere; ends in a signed receipt. Noted in the audit log'))
    .argument('<member>', MEMBER)
    .option('--here', 'begin in the shop of this installation, which need not be connected; headquarters follows')
    .option('--yes', 'do not ask: it cannot be undone')
    .option('--out <file>', 'write the receipt there')
    .action(eraseMember);
  reached(privacy.command('receipt').description('the signed receipt of an erasure, as it stands now, or whether one is genuine'))
    .argument('[member]', 'the number of the member, or the id of the erasure, 32 hex digits')
    .option('--out <file>', 'write it there')
    .option('--verify <file>', 'instead: whether the receipt in a file is genuine and unaltered')
    .option('--key <key>', 'with --verify: the public key of headquarters, where this is not its installation')
    .action(receipt);
}

async function exportMember(given: string, flags: Flags): Promise<void> {
  await assertPossible(flags);
  const told = await post<PersonalData>(flags, '/api/privacy/export', { memberId: await memberOf(given) });
  const { readableExport } = await import('../privacy/readable.ts');
  const content = flags.json ? `${JSON.stringify(told, undefined, 2)}\n` : readableExport(told);
  await put(content, flags.out);
  if (flags.out !== undefined) noteLine(`Written to ${flags.out}, readable by you only. It is personal: hand it over by a safe way.`);
  for (const shop of told.away ?? [])
    noteLine(`The shop ${shop} did not answer: what only it holds is missing. Ask again when it is connected.`);
}

async function eraseMember(given: string, flags: Flags): Promise<void> {
  await assertPossible(flags);
  const memberId = await memberOf(given);
  if (!flags.yes && !(await isMeant())) throw wrongUse('Nothing was erased. Say yes when asked, or give --yes.');
  if (flags.here) {
    const begun = await post<ErasureRecord>(flags, '/api/privacy/erasures/here', { memberId });
    if (flags.json) return printJson(begun);
    printLine('Erased in this shop. Headquarters and the other shops follow as soon as they are connected:');
    return printLine(`  aislegate privacy receipt ${begun.erasureId}`);
  }
  await tell(await withShops(await post<SignedReceipt>(flags, '/api/privacy/erasures', { memberId }), flags), flags);
}

/** The receipt once every shop has told, or as it is when those that are connected have had the time. */
async function withShops(first: SignedReceipt, flags: Flags): Promise<SignedReceipt> {
  const { erasureId } = first.receipt;
  let signed = first;
  for (let waitedMs = 0; !signed.receipt.complete && waitedMs < SHOPS_WAIT_MS; waitedMs += SHOPS_ASK_EVERY_MS) {
    await after(SHOPS_ASK_EVERY_MS);
    signed = await post<SignedReceipt>(flags, '/api/privacy/receipts', { erasureId });
  }
  return signed;
}

async function receipt(given: string | undefined, flags: Flags): Promise<void> {
  if (flags.verify !== undefined) return verify(flags.verify, flags);
  if (given === undefined) throw wrongUse('Whose receipt? Give the number of the member, or the id of the erasure.');
  const asked = ERASURE_ID.test(given) ? { erasureId: given } : { memberId: await memberOf(given) };
  await tell(await post<SignedReceipt>(flags, '/api/privacy/receipts', asked), flags);
}

async function tell(signed: SignedReceipt, flags: Flags): Promise<void> {
  const content = `${JSON.stringify(signed, undefined, 2)}\n`;
  if (flags.out !== undefined) await put(content, flags.out);
  if (flags.json) return printJson(signed);
  const { receiptLines } = await import('../privacy/readable.ts');
  for (const line of receiptLines(signed.receipt)) printLine(line);
}

async function verify(file: string, flags: Flags): Promise<void> {
  const { readJson } = await import('../configuration.ts');
  const content = readJson(file, false);
  if (content === undefined) throw wrongUse(`There is no file ${file}.`);
  const verdict = verifyReceipt(content, await publicKey(flags));
  if (!verdict.ok) throw new AislegateError('PRV_RECEIPT_WRONG', { detail: verdict.detail });
  if (flags.json) return printJson(verdict);
  const { receiptLines } = await import('../privacy/readable.ts');
  printLine('Genuine and unaltered.');
  for (const line of receiptLines(verdict.receipt)) printLine(line);
}

async function publicKey(flags: Flags): Promise<string> {
  if (flags.key !== undefined && !PUBLIC_KEY.test(flags.key))
    throw wrongUse('--key is not a public key: 43 characters, as receipts name it.');
  if (flags.key !== undefined) return flags.key;
  const { findInstallation } = await import('../installation.ts');
  const { readHqSecrets, secretsFolder } = await import('../../platform/secrets.ts');
  return publicKeyOf((await readHqSecrets(secretsFolder(findInstallation({ ...flags }).data))).receiptKey);
}

/** What cannot be is said before anything is done: an erasure is not taken back because its receipt has nowhere to go. */
async function assertPossible({ here, url, token, ca, out }: Flags): Promise<void> {
  if (here && (url ?? token ?? ca) !== undefined)
    throw wrongUse('--here is the shop of this installation; --url, --token and --ca are for headquarters elsewhere.');
  if (out !== undefined) await (await import('../files.ts')).assertWritable(out);
}

async function post<T>(flags: Flags, path: string, body: object): Promise<T> {
  const { ask } = await import('../api.ts');
  const api = flags.here ? await shopHere(flags) : await (await import('../headquarters.ts')).headquarters(flags);
  return ask<T>(api, { method: 'POST', path, body: { type: 'application/json', content: JSON.stringify(body) }, timeoutMs: TIMEOUT_MS });
}

async function shopHere(flags: Flags) {
  const { edgeApi, findInstallation } = await import('../installation.ts');
  return edgeApi(findInstallation({ ...flags }));
}

/** A number on the command line can be seen by other accounts of the machine while the command runs. */
async function memberOf(given: string): Promise<string> {
  const member = (given === '-' ? await text(process.stdin) : given).trim();
  if (member === '' || member.length > 64) throw wrongUse('<member> is the number of a member: 1 to 64 characters.');
  return member;
}

async function isMeant(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const { createInterface } = await import('node:readline/promises');
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/iu.test((await asking.question('Forget this member for ever, everywhere? It cannot be undone. (yes/no) ')).trim());
  } finally {
    asking.close();
  }
}

async function put(content: string, out: string | undefined): Promise<void> {
  if (out === undefined) return void process.stdout.write(content);
  const { Readable } = await import('node:stream');
  const { writeStream } = await import('../files.ts');
  await writeStream(out, Readable.from([content]));
}
