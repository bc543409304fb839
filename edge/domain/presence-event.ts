/** What the presence stage tells, in event time. */
export type PresenceEvent =
  | { readonly type: 'visit-opened'; readonly t: number; readonly subject: string; readonly visitId: string; readonly zone: string }
  | { readonly type: 'zone-entered'; readonly t: number; readonly subject: string; readonly visitId: string; readonly zone: string }
  | {
      readonly type: 'zone-left';
      readonly t: number;
      readonly subject: string;
      readonly visitId: string;
      readonly zone: string;
      readonly stayId: string;
      readonly enteredAt: number;
    }
  | {
      readonly type: 'visit-closed';
      readonly t: number;
      readonly subject: string;
      readonly visitId: string;
      readonly openedAt: number;
      readonly zones: number;
      readonly stays: number;
    };
