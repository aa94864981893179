/** Options that take one of a few values. */
import { InvalidArgumentError, Option } from 'commander';
import { expectedName } from '../../../common/nearest.js';

/** Returns a parser that accepts only `choices`. It throws InvalidArgumentError with the most similar choice first. */
export const choiceParser =
  <T extends string>(choices: readonly T[]) =>
  (text: string): T => {
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(expectedName(text, choices));
  };

/** An option that takes one of `choices`; the help lists them. */
export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description).argParser(choiceParser(choices));
  option.argChoices = [...choices];
  return option;
}
