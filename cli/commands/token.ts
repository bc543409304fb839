import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { TOKEN_KEY_BYTES } from '../../contract/app-token.ts';
import { instantMs } from '../../contract/instant.ts';
import { noteLine, printJson, printLine, wrongUse } from '../command.ts';

interface Options {
  readonly key?: Uint8Array;
  readonly new?: boolean;
  readonly at?: number;
  readonly company: number;
  readonly json?: boolean;
}

/** Kept by the Bluetooth SIG for nobody: for tests, and for those who have no number of their own. */
const NO_COMPANY = 0xffff;
const KEY = /^(?:token-key:)?([0-9a-f]{32})$/iu;

export function register(program: Command): void {
  program
    .command('token')
    .description("the token that a member's app advertises, in every form: to test an app, a gateway, or what the edge makes of it")
    .option('--key <hex>', "the member's token key, 32 hex digits; read from stdin when left out, where nobody else sees it", keyOfOption)
    .addOption(new Option('--new', 'make a key').conflicts('key'))
    .option('--at <time>', 'for this moment, in ms since 1970 or as in 2026-03-01T12:00:00Z; now when left out', moment)
    .option('--company <hex>', 'Bluetooth company number of the retailer', companyNumber, NO_COMPANY)
    .option('--json', 'for programs')
    .action(token);
}

async function token({ key: given, new: isNew = false, at = Date.now(), company, json = false }: Options): Promise<void> {
  const { tokenForms } = await import('../token/forms.ts');
  const key = isNew ? randomBytes(TOKEN_KEY_BYTES) : (given ?? (await keyOfInput()));
  const made = isNew ? { key: `token-key:${Buffer.from(key).toString('hex')}` } : {};
  const forms = tokenForms(key, at, company);
  if (json) return printJson({ ...made, ...forms });
  const { window, from, until, android, ios } = forms;
  if (made.key !== undefined) printLine(`key       ${made.key}, for the app and, as an identifier, for the record of the member`);
  printLine(`window    ${window}: from ${from} until ${until}`);
  printLine(`token     ${forms.token}`);
  printLine(`Android   manufacturer data of company ${android.company}: ${android.manufacturerData}`);
  printLine(`          on the air: ${android.advert}`);
  printLine(`iOS       service UUID ${ios.serviceUuid}`);
  printLine(`          on the air: ${ios.advert}`);
  if (!json && company === NO_COMPANY) noteLine('The company number 0xffff is for tests; give the one of the retailer with --company.');
}

async function keyOfInput(): Promise<Uint8Array> {
  if (process.stdin.isTTY) noteLine('Key (32 hex digits), then Ctrl-D:');
  const { text } = await import('node:stream/consumers');
  const key = keyOfText((await text(process.stdin)).trim());
  if (!key) throw wrongUse('A token key has 32 hex digits, on stdin or with --key; --new makes one.');
  return key;
}

function keyOfText(text: string): Uint8Array | undefined {
  const hex = KEY.exec(text)?.[1];
  return hex === undefined ? undefined : Buffer.from(hex, 'hex');
}

function keyOfOption(text: string): Uint8Array {
  const key = keyOfText(text);
  if (!key) throw new InvalidArgumentError('It must be 32 hex digits.');
  return key;
}

function moment(text: string): number {
  const t = /^\d{1,14}$/u.test(text) ? Number(text) : instantMs(text);
  if (t === undefined) throw new InvalidArgumentError('It must be ms since 1970, or an instant as in 2026-03-01T12:00:00Z.');
  return t;
}

function companyNumber(text: string): number {
  if (!/^(?:0x)?[0-9a-f]{4}$/iu.test(text)) throw new InvalidArgumentError('It must be four hex digits, as in 0x004c.');
  return Number.parseInt(text, 16);
}
