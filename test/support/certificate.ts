/** Self-signed certificates for 127.0.0.1, made by the machine's openssl. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const KINDS = { ec: "ec -pkeyopt ec_paramgen_curve:prime256v1", rsa: "rsa:2048" };

export async function makeCertificate(kind: keyof typeof KINDS = "ec"): Promise<{ key: string; cert: string }> {
  const { stdout } = await promisify(execFile)("openssl", [
    ...`req -x509 -newkey ${KINDS[kind]} -nodes -days 2 -keyout - -subj /CN=relay.test`.split(" "),
    "-addext",
    "subjectAltName=IP:127.0.0.1",
  ]);
  const part = (name: string) =>
    new RegExp(`-----BEGIN ${name}-----[\\s\\S]*?-----END ${name}-----`).exec(stdout)?.[0] ?? "";
  return {
    key: part("PRIVATE KEY"),
    cert: part("CERTIFICATE"),
  };
}
