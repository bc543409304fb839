import type { LeaseReply, LeaseRequest } from '../../contract/offers/budget.ts';

/** Answers a shop's request for a part of a budget. The shop is the one that the server's permissions vouch for. */
export type LeaseHandler = (shop: string, request: LeaseRequest) => Promise<LeaseReply>;
