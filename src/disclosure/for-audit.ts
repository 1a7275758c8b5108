/** Only `audit` may import this: it gives receipts. Held by the boundary rules. */
export { pressReceipt } from './sealed.ts';
