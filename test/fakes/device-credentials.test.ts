import { deviceCredentialsContract } from '../contract/device-credentials.ts';
import { fakeDeviceCredentials } from './device-credentials.ts';

deviceCredentialsContract('the fake', fakeDeviceCredentials);
