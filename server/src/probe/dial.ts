/** From a name to a connection, step by step: name, TCP, TLS. */
import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { Endpoint } from './endpoint.ts';
import { inTime } from './in-time.ts';
import type { Failure, ProbeRequest, Step, StepName } from './model.ts';

export interface Dialled {
  readonly steps: readonly Step[];
  readonly address: string | undefined;
  readonly socket: Socket | undefined;
  readonly failure: Failure | undefined;
}

type DialOptions = Pick<ProbeRequest, 'resolutions' | 'insecure' | 'patience' | 'signal'>;

/** Never rejects: what ends the way is a `failure`. The socket is paused, without listeners, and the caller's to end. */
export async function dial(endpoint: Endpoint, options: DialOptions): Promise<Dialled> {
  const steps: Step[] = [];
  let address: string | undefined;
  let socket: Socket | undefined;
  const take = async <T>(name: StepName, work: () => Promise<readonly [T, detail: string]>): Promise<T> => {
    const start = performance.now();
    try {
      const [value, detail] = await work();
      steps.push({ name, ms: performance.now() - start, detail });
      return value;
    } catch (error) {
      const failure = failureOf(name, error, endpoint);
      steps.push({ name, ms: performance.now() - start, detail: failure.reason });
      throw new Ended(failure);
    }
  };
  try {
    const found = await take('name', () => addressOf(endpoint, options));
    address = found.address;
    const plain = await take('tcp', () => openTcp(found, options));
    socket = plain;
    if (endpoint.secure) socket = await take('tls', () => openTls(plain, endpoint, options));
    return { steps, address, socket, failure: undefined };
  } catch (error) {
    socket?.destroy();
    if (!(error instanceof Ended)) throw error;
    return { steps, address, socket: undefined, failure: error.failure };
  }
}

/** Carries a failure out of the steps. */
class Ended extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.reason);
    this.failure = failure;
  }
}

interface Address {
  readonly address: string;
  readonly port: number;
}

async function addressOf(
  { host, port }: Endpoint,
  { resolutions, patience, signal }: DialOptions,
): Promise<readonly [Address, string]> {
  const said = resolutions.find((it) => it.host.toLowerCase() === host.toLowerCase() && it.port === port);
  if (said !== undefined) {
    const { address, portThere = port } = said;
    return [{ address, port: portThere }, `${host} is ${address}${portThere === port ? '' : ` port ${portThere}`}, as you say`];
  }
  if (isIP(host) !== 0) return [{ address: host, port }, `${host} is an address`];
  const all = await inTime(lookup(host, { all: true }), patience, signal);
  const [first] = all;
  if (first === undefined) throw new Error('no address');
  return [{ address: first.address, port }, `${host} is ${all.map(({ address }) => address).join(', ')}`];
}

/** The signal ends the socket at any time, also when it is open and in use. */
function openTcp({ address, port }: Address, { patience, signal }: DialOptions): Promise<readonly [Socket, string]> {
  return opened(
    connect({ host: address, port, ...(signal && { signal }) }),
    'connect',
    patience,
    () => `${address} port ${port} answers`,
  );
}

function openTls(plain: Socket, { host }: Endpoint, { insecure, patience }: DialOptions): Promise<readonly [TLSSocket, string]> {
  const named = isIP(host) === 0 ? { servername: host } : {};
  const socket = connectTls({ socket: plain, ...named, ALPNProtocols: ['http/1.1'], rejectUnauthorized: !insecure, host });
  return opened(socket, 'secureConnect', patience, () => {
    const doubt = socket.authorized ? '' : `, not trusted: ${String(socket.authorizationError)}`;
    return `${socket.getProtocol() ?? 'TLS'}, ${describeCertificate(socket.getPeerCertificate(true))}${doubt}`;
  });
}

function describeCertificate(certificate: Partial<DetailedPeerCertificate>): string {
  const { subject, issuer, valid_to: until } = certificate;
  const nameOf = (names: Readonly<Record<string, unknown>> | undefined): string | undefined =>
    typeof names?.['CN'] === 'string' ? names['CN'] : undefined;
  const [name, by] = [nameOf(subject), nameOf(issuer)];
  const of = name === undefined ? 'a certificate without a name' : `certificate of ${name}`;
  return `${of}${by === undefined ? '' : ` by ${by}`}${until === undefined ? '' : `, until ${until}`}`;
}

function opened<T extends Socket>(
  socket: T,
  event: 'connect' | 'secureConnect',
  patience: number,
  describe: () => string,
): Promise<readonly [T, string]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      fail(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    }, patience);
    const fail = (error: Error): void => {
      settle();
      socket.destroy();
      reject(error);
    };
    const ended = (): void => {
      fail(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' }));
    };
    const succeed = (): void => {
      settle();
      resolve([socket, describe()]);
    };
    const settle = (): void => {
      clearTimeout(timer);
      socket.off('error', fail).off('close', ended).off(event, succeed);
      // What comes later belongs to who uses the socket; without a listener it would end the process.
      socket.on('error', () => undefined);
    };
    socket.once('error', fail).once('close', ended).once(event, succeed);
  });
}

function failureOf(step: StepName, error: unknown, { host, port }: Endpoint): Failure {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const timeout = code === 'ETIMEDOUT';
  return {
    step,
    kind: timeout ? 'timeout' : step === 'tls' ? 'invalid' : 'unreachable',
    reason:
      (step === 'tls'
        ? tlsReason(code, message, host)
        : step === 'name' && timeout
          ? `no name server answers for ${host}`
          : undefined) ??
      reasons[code]?.(host, port) ??
      message,
  };
}

const reasons: Readonly<Partial<Record<string, (host: string, port: number) => string>>> = {
  ENOTFOUND: (host) => `no name server knows ${host}`,
  ABORT_ERR: () => 'it was stopped',
  EAI_AGAIN: (host) => `no name server answers for ${host}`,
  ECONNREFUSED: (_host, port) => `nothing listens on port ${port} there`,
  ECONNRESET: () => 'the other side ended the connection',
  ETIMEDOUT: (_host, port) => `no answer from port ${port}: a firewall, or an address that nobody has`,
  EHOSTUNREACH: (host) => `there is no way to ${host}`,
  ENETUNREACH: (host) => `there is no way to the network of ${host}`,
};

function tlsReason(code: string, message: string, host: string): string | undefined {
  if (/WRONG_VERSION_NUMBER|wrong version number|packet length too long|HTTP_REQUEST/i.test(`${code} ${message}`))
    return 'the port does not speak TLS: ws:// instead of wss://, or `listen … ssl` is missing';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `the certificate is not for ${host}`;
  if (code === 'CERT_HAS_EXPIRED') return 'the certificate has expired';
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT' || code === 'SELF_SIGNED_CERT_IN_CHAIN')
    return 'the certificate is signed by itself, which browsers refuse (--insecure takes it)';
  if (code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' || code === 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY')
    return 'the certificates in between are missing (`ssl_certificate` wants the full chain), or its issuer is not known here';
  if (/unrecognized name/i.test(message)) return `the server has no certificate for the name ${host}`;
  return undefined;
}
