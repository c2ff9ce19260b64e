// Reads cases as JSON lines {quote, collateral, now} and answers each with {status, advisories} or {error}.
const { verify } = require(process.argv[2]);
const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);
for (const line of lines) {
  const { quote, collateral, now } = JSON.parse(line);
  try {
    const report = verify(Buffer.from(quote, 'hex'), collateral, now);
    console.log(JSON.stringify({ status: report.status, advisories: [...new Set(report.advisory_ids)].sort() }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.message) }));
  }
}
