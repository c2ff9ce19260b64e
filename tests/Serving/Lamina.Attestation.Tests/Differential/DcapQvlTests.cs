using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Tests.Samples;
using Lamina.Testing;

namespace Lamina.Attestation.Tests.Differential;

/// <summary>
/// Another implementation (npm @phala/dcap-qvl) judges the same real quotes, spoiled in the same ways, at the same clocks. It is
/// no oracle for revocation: it takes the root's list in place of the PCK's (seen with 0.3.9), so lists are not spoiled here.
/// </summary>
public sealed class DcapQvlTests
{
    private const string Install = "npm install --prefix artifacts/node @phala/dcap-qvl@0.3.9";

    [Fact]
    public void Verify_RealQuotesSpoiledInManyWays_BothAgree()
    {
        string node = Tier.Tool("node", "apt-get install nodejs npm");
        string package = Checkout.Path("artifacts", "node", "node_modules", "@phala", "dcap-qvl");
        Tier.Need(Directory.Exists(package), "the npm package @phala/dcap-qvl", Install);

        List<(string Name, byte[] Quote, JsonNode Collateral, DateTimeOffset Now)> cases = [.. Cases()];
        string input = string.Concat(cases.Select(entry => new JsonObject
        {
            ["quote"] = Convert.ToHexString(entry.Quote),
            ["collateral"] = entry.Collateral.DeepClone(),
            ["now"] = entry.Now.ToUnixTimeSeconds(),
        }.ToJsonString() + "\n"));
        string[] answers = Run(node, [Checkout.Path("tests", "Serving", "Lamina.Attestation.Tests", "Differential", "verify.cjs"), package], input);
        Assert.Equal(cases.Count, answers.Length);

        List<string> disagreements = [];
        int good = 0;
        for (int i = 0; i < cases.Count; i++)
        {
            (string name, byte[] quote, JsonNode collateral, DateTimeOffset now) = cases[i];
            JsonNode theirs = JsonNode.Parse(answers[i])!;
            VerificationResult ours = EvidenceVerifier.Verify(quote, new CollateralSet([new CollateralFile("collateral", Encoding.UTF8.GetBytes(collateral.ToJsonString()))]), now);
            string ourWord = ours.Outcome == VerificationOutcome.Genuine ? $"{ours.TcbStatus} {string.Join(",", ours.Advisories)}" : "refused";
            string theirWord = theirs["error"] is null ? $"{theirs["status"]} {string.Join(",", theirs["advisories"]!.AsArray())}" : "refused";
            if (ourWord != "refused") good++;
            if (ourWord != theirWord) disagreements.Add($"{name}: ours {ourWord} ({ours.FirstFailure}), theirs {theirWord} ({theirs["error"]})");
        }

        Assert.Empty(disagreements);
        Assert.InRange(good, 6, cases.Count / 2);
    }

    private static IEnumerable<(string Name, byte[] Quote, JsonNode Collateral, DateTimeOffset Now)> Cases()
    {
        foreach (Sample sample in new[] { Sample.Sgx, Sample.Tdx, Sample.TdxV5, Sample.TdxOutdated })
        {
            byte[] quote = sample.EvidenceBytes;
            JsonNode collateral = JsonNode.Parse(Sample.Read(sample.Collateral[0]))!;
            foreach (int days in new[] { -400, -30, 0, 1, 2, 30, 400 }) yield return ($"{sample.Evidence} {days} days", quote, collateral, sample.Clock.AddDays(days));
            int structure = quote.AsSpan().IndexOf("-----BEGIN"u8);
            for (int i = 0; i < structure; i += 23)
            {
                byte[] flipped = [.. quote];
                flipped[i] ^= (byte)(1 << (i % 8));
                yield return ($"{sample.Evidence} byte {i}", flipped, collateral, sample.Clock);
            }

            foreach (string field in new[] { "tcb_info", "qe_identity" })
            {
                foreach ((string from, string to) in new[] { ("UpToDate", "OutOfDate"), ("\"version\":", "\"version\": "), ("\"svn\":2", "\"svn\":1"), ("isvsvn\":4", "isvsvn\":3") })
                {
                    string text = collateral[field]!.GetValue<string>();
                    if (!text.Contains(from, StringComparison.Ordinal)) continue;
                    JsonNode edited = collateral.DeepClone();
                    edited[field] = text.Replace(from, to);
                    yield return ($"{sample.Evidence} {field} {from}", quote, edited, sample.Clock);
                }
            }
        }
    }

    private static string[] Run(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string text = output.GetAwaiter().GetResult();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
