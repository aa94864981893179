/** What the layers of a TensorFlow.js layers model become: layers of a network, in a graph. */
import { resultShape } from '../../agent/check-layers.js';
import type { Layer } from '../../agent/layers.js';
import type { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import type { ImportedLayer, LayerParameters } from '../simplify-layers.js';
import type { WeightArray } from './layers-model-file.js';

/** A result of the network. */
export interface Result {
  /** Number of the layer, from 1; 0 is the input. */
  readonly layer: number;
  /** Without the batch, and without `pads`. */
  readonly shape: readonly number[];
  /** Zeros around the rows and columns of images, which a convolution takes over. */
  readonly pads?: readonly [Side, Side];
}

/** Before the first row or column, and after the last. */
export type Side = readonly [number, number];

/** A layer of the file, while it is imported. */
export interface Use {
  readonly config: Readonly<Record<string, unknown>>;
  /** Adds a layer. @param parameters by name, in the order in which the layer uses them */
  add(layer: Layer, from: readonly Result[], parameters?: LayerParameters): Result;
  /** Returns the error to throw. */
  refuse(why: string): UsageError;
  /** Returns the weights of that name. @throws UsageError where the file has none */
  weight(name: string): WeightArray;
}

/** Adds a layer to a graph. @param title names the layer of the file in errors */
export function addLayer(
  graph: ImportedLayer[],
  layer: Layer,
  from: readonly Result[],
  parameters: LayerParameters,
  title: string,
): Result {
  const arrays = Object.entries(parameters).map(([name, { shape }]) => ({ name, shape }));
  const shapes = from.map((operand) => operand.shape);
  const shape = resultShape(layer, shapes, arrays, title);
  return { layer: graph.push({ layer, from: from.map((operand) => operand.layer), shape, parameters }), shape };
}

/** Returns integers of at least −1; null counts as −1. */
export function integers(value: unknown, refuse: Use['refuse'], key: string): number[] {
  const list = Array.isArray(value) ? value.map((each) => each ?? -1) : [];
  if (list.length > 0 && list.length <= 8 && list.every((each) => Number.isSafeInteger(each) && each >= -1))
    return list;
  throw refuse(`has the ${key} ${shown(value)}`);
}

/** Returns two numbers of 1 or more; a single number counts for both axes. */
export function pair(value: unknown, refuse: Use['refuse'], key: string): [number, number] {
  const both = Array.isArray(value) ? value : [value, value];
  if (both.length === 2 && both.every((each) => Number.isSafeInteger(each) && each > 0))
    return both as [number, number];
  throw refuse(`has the ${key} ${shown(value)}`);
}

/** Returns a finite number. */
export function finite(value: unknown, refuse: Use['refuse'], key: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw refuse(`has the ${key} ${shown(value)}`);
}

/** Checks the shape of a weight; an undefined length matches every length. */
export function expectShape({ shape }: WeightArray, expected: readonly unknown[], refuse: Use['refuse']): void {
  const fits =
    shape.length === expected.length && shape.every((n, i) => expected[i] === undefined || expected[i] === n);
  if (!fits)
    throw refuse(
      `has weights [${shape}] where [${expected.map((n) => (n === undefined ? '?' : shown(n)))}] were expected`,
    );
}

/** Checks that images have the channels last. */
export function expectChannelsLast({ config, refuse }: Use): void {
  if (/^channels_?first$/i.test(`${config.data_format}`)) throw refuse('has the data format channels_first');
}
