export function rmsprop(): void {}
