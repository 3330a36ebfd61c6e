/** How many papers a section shows at most. */
export const CAP_MOST = 50;
