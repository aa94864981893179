export function multinomialHits(): void {}
