/** `node:module` in a page, which has no packages to require. */
export const createRequire = () => {
  const require = (name: string): never => {
    throw new Error(`a page cannot load ${name}`);
  };
  return Object.assign(require, { resolve: require });
};
