// A client of the Lamina protocol, written from docs/protocol.md alone; numbers in comments are its sections.
// It trusts simulated evidence, which nothing protects: for trying things out, not for secrets.
import { createHash, randomBytes, timingSafeEqual, webcrypto } from "node:crypto";
import { pathToFileURL } from "node:url";
import { Aes128Gcm, Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";
import { XWing } from "@hpke/hybridkem-x-wing";
import { BHttpDecoder, BHttpEncoder } from "bhttp-js";

// 6: numbers and names of suites.
const kems = { x25519: [0x0020, 32, DhkemX25519HkdfSha256], p256: [0x0010, 65, DhkemP256HkdfSha256], xwing: [0x647a, 1216, XWing] };
const aeads = { aes128gcm: [1, 16, Aes128Gcm], aes256gcm: [2, 32, Aes256Gcm], chacha20poly1305: [3, 32, Chacha20Poly1305] };

const hash = (name, ...parts) => createHash(name).update(Buffer.concat(parts)).digest();
const bytes = base64 => Buffer.from(base64, "base64");
const demand = (held, otherwise) => { if (!held) throw new Error(otherwise); };
const u16 = value => Buffer.from([value >> 8, value & 255]);

// 3: report data, as this bundle says it must be.
function reportData({ purpose, key_list, plan, not_after, mode, nonce, nonce_path }) {
  const notAfter = Buffer.alloc(8);
  notAfter.writeBigUInt64BE(BigInt(not_after));
  const field = value => { const length = Buffer.alloc(4); length.writeUInt32BE(value.length); return Buffer.concat([length, value]); };
  const root = mode === "fresh" ? nonceRoot(bytes(nonce), nonce_path) : Buffer.alloc(0);
  const fields = [Buffer.from("lamina-report-data-v1"), Buffer.from(purpose), bytes(key_list), hash("sha256", bytes(plan)), notAfter, Buffer.from(mode), root];
  return hash("sha512", ...fields.map(field));
}

export function nonceRoot(nonce, { index, count, hashes }) {
  demand(index < count && count <= 65536, "no such place in the nonce tree");
  const node = (left, right) => hash("sha256", Buffer.from([1]), left, right);
  let [root, fn, sn] = [hash("sha256", Buffer.from([0]), nonce), index, count - 1];
  for (const sibling of hashes.map(bytes)) {
    demand(sn !== 0, "the nonce path is too long");
    if (fn % 2 === 1 || fn === sn) {
      root = node(sibling, root);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else {
      root = node(root, sibling);
    }
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  demand(sn === 0, "the nonce path is too short");
  return root;
}

// 4 and 5: asks for fresh evidence and checks what it binds.
async function verify(url, planDigests) {
  const nonce = randomBytes(32);
  const body = JSON.stringify({ version: 1, mode: "fresh", nonce: nonce.toString("base64") });
  const bundle = await (await fetch(`${url}/lamina/v1/evidence`, { method: "POST", headers: { "content-type": "application/json" }, body })).json();
  demand(bundle.version === 1 && bundle.tee === "simulated", "this client judges simulated evidence only");
  const evidence = bytes(bundle.evidence);
  const block = number => evidence.subarray(evidence.length - 64 * number, evidence.length - 64 * (number - 1));
  const key = await webcrypto.subtle.importKey("raw", Buffer.concat([Buffer.from([4]), block(3)]), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  demand(await webcrypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, block(1), evidence.subarray(0, -64)), "the evidence is not signed");
  demand(bundle.mode === "fresh" && bundle.purpose === "serve", "binding-mode");
  demand(timingSafeEqual(bytes(bundle.nonce), nonce), "binding-nonce");
  demand(planDigests.includes(hash("sha256", bytes(bundle.plan)).toString("hex")), "binding-plan");
  const remaining = bundle.not_after - Date.now() / 1000;
  demand(remaining > 0 && remaining <= 24 * 3600, "binding-expiry");
  demand(timingSafeEqual(reportData(bundle), block(4)), "binding-report-data");
  return { keys: bytes(bundle.key_list), plan: JSON.parse(bytes(bundle.plan)) };
}

// 6: the key of the list that offers the suite.
function selectKey(list, [kem, , aead]) {
  const [[kemId, size], [aeadId]] = [kems[kem], aeads[aead]];
  while (list.length > 0) {
    const config = list.subarray(2, 2 + list.readUInt16BE(0));
    list = list.subarray(2 + config.length);
    const pairs = config.subarray(5 + size);
    for (let i = 0; config.readUInt16BE(1) === kemId && i < pairs.length; i += 4) {
      if (pairs.readUInt16BE(i) === 1 && pairs.readUInt16BE(i + 2) === aeadId) {
        return { publicKey: config.subarray(3, 3 + size), header: Buffer.concat([config.subarray(0, 3), u16(1), u16(aeadId)]) };
      }
    }
  }
  throw new Error("the enclave offers no key for this suite");
}

// 6: seals a request; gives the body to post and what opens the answer.
async function seal(names, keys, limits, request) {
  const { publicKey, header } = selectKey(keys, names);
  const [[, , Kem], [, keySize, Aead]] = [kems[names[0]], aeads[names[2]]];
  const suite = new CipherSuite({ kem: new Kem(), kdf: new HkdfSha256(), aead: new Aead() });
  const context = await suite.createSenderContext({
    recipientPublicKey: await suite.kem.deserializePublicKey(Uint8Array.from(publicKey).buffer),
    info: Buffer.concat([Buffer.from("message/bhttp request\0"), header]),
  });
  const message = Buffer.from(await new BHttpEncoder().encodeRequest(request));
  demand(message.length <= limits.request_bytes, "the request is larger than the plan allows");
  const padded = Buffer.concat([message, Buffer.alloc(limits.request_bytes - message.length)]);
  const enc = Buffer.from(context.enc);
  const body = Buffer.concat([header, enc, Buffer.from(await context.seal(padded))]);
  const open = async answer => {
    const size = Math.max(12, keySize);
    demand(answer.length === size + limits.answer_bytes + 16, "the answer does not have the plan's size");
    const responseNonce = answer.subarray(0, size);
    const secret = await context.export(Buffer.from("message/bhttp response"), size);
    const kdf = await webcrypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
    const derive = (info, length) => webcrypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: Buffer.concat([enc, responseNonce]), info: Buffer.from(info) }, kdf, 8 * length);
    const aead = new Aead().createEncryptionContext(await derive("key", keySize));
    return new BHttpDecoder().decodeResponse(new Uint8Array(await aead.open(await derive("nonce", 12), answer.subarray(size), Buffer.alloc(0))));
  };
  return { body, open };
}

// 2 and 8: the whole way, verified anew at most twice.
export async function infer(url, { planDigests, suite }, requestFor) {
  for (let attempt = 0; ; attempt++) {
    const { keys, plan } = await verify(url, planDigests);
    const { body, open } = await seal(suite.split("-"), keys, plan.limits, requestFor(plan));
    const answer = await fetch(`${url}/lamina/v1/infer`, { method: "POST", headers: { "content-type": "message/ohttp-req" }, body });
    if (answer.status === 200 && answer.headers.get("content-type") === "message/ohttp-res") {
      return { attempt, response: await open(Buffer.from(await answer.arrayBuffer())) };
    }
    const problem = await answer.json();
    const again = problem.type === "https://iana.org/assignments/http-problem-types#ohttp-key" && attempt < 2;
    demand(again, `the host answered ${answer.status}: ${problem.type}`);
  }
}

// node client.mjs URL PLAN_SHA256 SUITE: sends the plan's first input filled with 0, 1/8, 2/8 ..., prints what came back.
if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [url, planDigest, suite] = process.argv.slice(2);
  const { attempt, response } = await infer(url, { planDigests: [planDigest], suite }, plan => {
    const { name, shape } = plan.inputs[0];
    const tensor = Buffer.from(new Float32Array(shape.reduce((all, size) => all * size, 1)).map((_, i) => i / 8).buffer);
    const json = Buffer.from(JSON.stringify({
      inputs: [{ name, shape, datatype: "FP32", parameters: { binary_data_size: tensor.length } }],
      parameters: { binary_data_output: true },
    }));
    return new Request(`https://enclave.invalid/v2/models/${plan.model.file.replace(/\.[^.]*$/, "")}/infer`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", "inference-header-content-length": String(json.length) },
      body: Buffer.concat([json, tensor]),
    });
  });
  const content = Buffer.from(await response.arrayBuffer());
  console.log(JSON.stringify({ attempt, status: response.status, type: response.headers.get("content-type"), content: content.toString("base64") }));
}
