// The other side of a comparison: reads {"op", "hex" | fields} as JSON lines, answers each with a JSON line.
import { createInterface } from "node:readline";
import { BHttpDecoder, BHttpEncoder } from "bhttp-js";

const hex = buffer => Buffer.from(buffer).toString("hex");
const unhex = text => new Uint8Array(Buffer.from(text, "hex"));

const operations = {
  async decodeRequest({ message }) {
    const request = new BHttpDecoder().decodeRequest(unhex(message));
    return { method: request.method, url: request.url, fields: [...request.headers], content: hex(await request.arrayBuffer()) };
  },
  async decodeResponse({ message }) {
    const response = new BHttpDecoder().decodeResponse(unhex(message));
    return { status: response.status, fields: [...response.headers], content: hex(await response.arrayBuffer()) };
  },
  async encodeRequest({ method, url, fields, content }) {
    return { message: hex(await new BHttpEncoder().encodeRequest(new Request(url, { method, headers: fields, body: unhex(content) }))) };
  },
  async encodeResponse({ status, fields, content }) {
    return { message: hex(await new BHttpEncoder().encodeResponse(new Response(unhex(content), { status, headers: fields }))) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...given } = JSON.parse(line);
  console.log(JSON.stringify(await operations[op](given).catch(error => ({ error: error.message }))));
}
