import { measure } from './measure.ts';

const [data = '', members, irks] = process.argv.slice(2);
process.send?.(await measure(data, Number(members), Number(irks), Date.now()));
process.disconnect?.();
