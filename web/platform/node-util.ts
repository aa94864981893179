/** `node:util` in a page. */
export default {};
