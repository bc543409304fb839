import { systemRandom } from '../../platform/random.ts';
import { randomContract } from '../contract/random.ts';

randomContract('the operating system', systemRandom);
