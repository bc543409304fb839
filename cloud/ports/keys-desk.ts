import type { KeysReply, KeysRequest } from '../../contract/messages.ts';

/** Answers a shop's request for the keys of members. The shop is the one that the server's permissions vouch for. */
export type KeysHandler = (shop: string, request: KeysRequest) => KeysReply | Promise<KeysReply>;
