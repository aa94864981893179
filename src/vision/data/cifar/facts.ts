/** Constants of CIFAR-10 (Krizhevsky 2009). */

/** Class names in the order of the labels, which is alphabetical. */
export const cifarClassNames = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer'],
  ...['dog', 'frog', 'horse', 'ship', 'truck'],
] as const;

export const cifarShape = [3, 32, 32] as const;

export const trainImagesPerClass = 5000;
export const testImagesPerClass = 1000;

export const archive = { name: 'cifar-10-binary.tar.gz', md5: 'c32a1d4ab5d03f1284b67883e8d87530' } as const;
export const home = 'https://www.cs.toronto.edu/~kriz/cifar.html';
