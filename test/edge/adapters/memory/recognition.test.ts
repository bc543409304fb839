import { MemoryRecognition } from '../../../../edge/adapters/memory/recognition.ts';
import { MemorySecretSlots } from '../../../../edge/adapters/memory/secret-slots.ts';
import { recognitionContract } from '../../../contract/recognition.ts';

recognitionContract('in memory', async () => {
  const slots = new MemorySecretSlots();
  return { open: async () => new MemoryRecognition(slots), dispose: async () => undefined };
});
