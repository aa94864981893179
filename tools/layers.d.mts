/** The folders of src, from the lowest to the highest. */
export const layers: readonly string[];
