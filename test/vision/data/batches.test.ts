import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import { augmented, centerCrop } from '../../../src/vision/data/augment.js';
import { batchesPerEpoch, epochOrder, evaluationBatches, trainBatches } from '../../../src/vision/data/batches.js';
import { embeddedSet } from '../../../src/vision/data/embedded/embedded-set.js';

const set = embeddedSet({ seed: 5, trainImages: 70, testImages: 23 });
const rng = createRandom(8);
const options = { batchSize: 16, epoch: 3, rng };

describe('order of an epoch', () => {
  it('has every image once, and differs between epochs', () => {
    const [first, second] = [epochOrder(1000, 0, rng), epochOrder(1000, 1, rng)];
    const all = Int32Array.from({ length: 1000 }, (_, i) => i);
    for (const order of [first, second]) expect(order.slice().sort()).toEqual(all);
    // two random orders agree in one place on average
    expect(first.filter((index, place) => index === second[place]).length).toBeLessThan(10);
  });

  it('has every image at every position with equal probability', () => {
    const counts = Array.from({ length: 16 }, () => 0);
    for (let epoch = 0; epoch < 1600; epoch++) {
      for (const [place, index] of epochOrder(4, epoch, rng).entries()) counts[place * 4 + index]!++;
    }
    // 400 expected in each; five standard deviations are 87
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(87);
  });
});

describe('training batches', () => {
  it('are whole, with the pixels of the view and the labels of the images', () => {
    const batches = [...trainBatches(set, augmented(set.shape), options)];
    expect(batches).toHaveLength(batchesPerEpoch(70, 16));
    expect(batchesPerEpoch(70, 16)).toBe(4);
    for (const { pixels, labels, indices } of batches) {
      expect([pixels.constructor, pixels.length]).toEqual([Float32Array, 16 * 3 * 28 * 28]);
      expect([...labels]).toEqual([...indices].map((index) => set.train.label(index)));
    }
    const visited = batches.flatMap(({ indices }) => [...indices]);
    expect(visited).toEqual([...epochOrder(70, 3, rng)].slice(0, 64));
  });

  it('are the same when an epoch starts in its middle', () => {
    const view = augmented(set.shape);
    const all = [...trainBatches(set, view, options, Uint8Array)];
    const rest = [...trainBatches(set, view, { ...options, fromBatch: 2 }, Uint8Array)];
    expect(rest).toEqual(all.slice(2));
    expect([...trainBatches(set, view, { ...options, fromBatch: 4 })]).toEqual([]);
  });

  it('have other views of an image in another epoch, and equal views as floats and bytes', () => {
    const view = augmented(set.shape, { cropPixels: 32 });
    const whole = { ...options, batchSize: 70 };
    const [batch] = [...trainBatches(set, view, whole, Uint8Array)];
    const [floats] = [...trainBatches(set, view, whole)];
    expect(Array.from(floats!.pixels)).toEqual(Array.from(batch!.pixels));
    const [later] = [...trainBatches(set, view, { ...whole, epoch: 4 }, Uint8Array)];
    const imageOf = ({ pixels, indices }: typeof batch & object, index: number) => {
      const place = indices.indexOf(index);
      return pixels.subarray(place * 3072, (place + 1) * 3072);
    };
    expect(imageOf(batch!, 11)).not.toEqual(imageOf(later!, 11));
  });

  it.each([
    [{ batchSize: 71 }, /expected 1 to 70 images, got 71/],
    [{ batchSize: 0 }, /expected 1 to 70 images, got 0/],
    [{ batchSize: 1.5 }, /expected 1 to 70 images, got 1.5/],
    [{ fromBatch: 5 }, /expected 0 to 4, got 5/],
  ])('refuse %j', (change, message) => {
    const view = centerCrop(set.shape);
    expect(() => [...trainBatches(set, view, { ...options, ...change })]).toThrow(message);
  });
});

describe('evaluation batches', () => {
  it('are in order, and the last may be shorter', () => {
    const view = centerCrop(set.shape, 32);
    const batches = [...evaluationBatches(set.test, set.shape, view, { batchSize: 10 }, Uint8Array)];
    expect(batches.map(({ labels }) => labels.length)).toEqual([10, 10, 3]);
    expect(batches.flatMap(({ indices }) => [...indices])).toEqual(Array.from({ length: 23 }, (_, i) => i));
    const pixels = new Uint8Array(3072);
    set.test.read(21, pixels);
    expect(batches[2]!.pixels.subarray(3072, 2 * 3072)).toEqual(pixels);
  });

  it('can be limited to the first images', () => {
    const view = centerCrop(set.shape);
    const batches = [...evaluationBatches(set.test, set.shape, view, { batchSize: 10, images: 12 })];
    expect(batches.map(({ labels }) => labels.length)).toEqual([10, 2]);
    expect(() => [...evaluationBatches(set.test, set.shape, view, { batchSize: 10, images: 24 })]).toThrow(/1 to 23/);
  });

  it('refuse a view that uses random numbers', () => {
    const batches = evaluationBatches(set.test, set.shape, augmented(set.shape), { batchSize: 10 });
    expect(() => [...batches]).toThrow(/without random numbers/);
  });
});
