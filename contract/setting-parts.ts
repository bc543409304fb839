import Type from 'typebox';

/** What the settings of both processes are made of. */

export const Port = Type.Integer({ minimum: 1, maximum: 65_535 });
export const Host = Type.String({ minLength: 1, maxLength: 253, description: 'address to listen on; off the loopback only with TLS' });
export const Path = Type.String({ minLength: 1, maxLength: 4096 });
export const Url = Type.String({ minLength: 1, maxLength: 2048, pattern: '^[a-z]+://\\S+$' });

export const TlsFiles = Type.Object({ certFile: Path, keyFile: Path }, { description: 'PEM files' });
export type TlsFiles = Type.Static<typeof TlsFiles>;

export const HttpSettings = Type.Object({
  host: Host,
  port: Port,
  tls: Type.Optional(TlsFiles),
  publicUrl: Type.Optional(Type.String({ pattern: '^https?://\\S+$', description: 'how browsers reach it, where that differs' })),
});
export type HttpSettings = Type.Static<typeof HttpSettings>;

export const LogLevel = Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);
export type LogLevel = Type.Static<typeof LogLevel>;
