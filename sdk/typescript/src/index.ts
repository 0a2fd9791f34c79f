export * from './client.ts';
export * from './errors.ts';
export * from './generated.ts';
export type { TokenSource } from './tokens.ts';
