using System.Text.Json.Nodes;
using Lamina.Attestation.Policies;

namespace Lamina.Attestation.Tests.Policies;

public sealed class PolicyReaderTests
{
    public static TheoryData<string, string> EveryKey
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach ((string name, string text) in new[] { ("simulated", PolicyText.Simulated), ("hardware", PolicyText.Hardware) })
            {
                foreach (string path in Paths(JsonNode.Parse(text)!, "")) data.Add(name, path);
            }

            return data;
        }
    }

    [Fact]
    public void Read_CompletePolicies_AreRead()
    {
        Assert.True(PolicyReader.TryRead(PolicyText.Bytes(PolicyText.Simulated), out Policy? simulated, out _));
        Assert.Equal([EvidenceKind.Simulated], simulated.Kinds);
        Assert.True(PolicyReader.TryRead(PolicyText.Bytes(PolicyText.Hardware), out Policy? hardware, out IReadOnlyList<string> faults), string.Join('\n', faults));
        Assert.Equal([EvidenceKind.Sgx, EvidenceKind.Tdx, EvidenceKind.SevSnp], hardware.Kinds);
        Assert.Equal(TimeSpan.FromHours(1), Assert.IsType<EpochEvidence>(hardware.Freshness).LongestLife);
        Assert.Null(hardware.Tdx!.Tcb.Advisories);
        Assert.Equal(CodeCoverage.NotMeasured, hardware.SevSnp!.Code);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { (byte)'\\', (byte)'u', (byte)'d', (byte)'8', (byte)'0', (byte)'0' })]
    public void Read_TextThatIsNoUnicode_IsAFault(byte[] noText)
    {
        // Found by eng/fuzz: in a key and in a value.
        foreach (string place in new[] { "lamina_policy", "any" })
        {
            byte[] good = PolicyText.Bytes(PolicyText.Hardware);
            int at = good.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(place));
            Assert.False(PolicyReader.TryRead((byte[])[.. good[..at], .. noText, .. good[at..]], out Policy? policy, out IReadOnlyList<string> faults));
            Assert.Null(policy);
            Assert.NotEmpty(faults);
        }
    }

    [Theory]
    [MemberData(nameof(EveryKey))]
    public void Read_KeyLeftOut_IsAFault(string policy, string path)
    {
        JsonNode root = JsonNode.Parse(policy == "simulated" ? PolicyText.Simulated : PolicyText.Hardware)!;
        (JsonObject parent, string key) = Find(root, path);
        parent.Remove(key);
        bool mayBeAbsent = path is "kinds.sgx" or "kinds.tdx" or "kinds.sev-snp"; // two other kinds remain
        Assert.Equal(mayBeAbsent, PolicyReader.TryRead(PolicyText.Bytes(root.ToJsonString()), out _, out IReadOnlyList<string> faults));
        Assert.Equal(mayBeAbsent, faults.Count == 0);
    }

    [Theory]
    [MemberData(nameof(EveryKey))]
    public void Read_KeyMisspelt_IsAFault(string policy, string path)
    {
        JsonNode root = JsonNode.Parse(policy == "simulated" ? PolicyText.Simulated : PolicyText.Hardware)!;
        (JsonObject parent, string key) = Find(root, path);
        parent.Add(key + "x", parent[key]!.DeepClone());
        Assert.False(PolicyReader.TryRead(PolicyText.Bytes(root.ToJsonString()), out _, out IReadOnlyList<string> faults));
        Assert.Contains(faults, fault => fault.Contains(key + "x: unknown key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"revocation\": \"required\"", "\"revocation\": \"later\"", "revocation: must be \"required\" or \"none\"")]
    [InlineData("\"mode\": \"fresh\"", "\"mode\": \"any\"", "freshness.mode: must be")]
    [InlineData("\"fresh\"", "\"epoch\"", "freshness.max_age_seconds: is missing")]
    [InlineData("\"digests\": [\"2222", "\"digests\": [\"any\", \"2222", "plan.digests[0]: must be 32 bytes")]
    [InlineData("SIMULATED TEE: no", "SIMULATED TEE: some", "kinds.simulated.warning: must be")]
    [InlineData("\"debug\": \"refused\"", "\"debug\": true", "kinds.simulated.debug: must be")]
    [InlineData("x25519-sha256-aes128gcm", "x25519-md5-aes128gcm", "'x25519-md5-aes128gcm' is no known suite")]
    [InlineData("[\"x25519-sha256-aes128gcm\"]", "[]", "hpke_suites: name at least one")]
    [InlineData("\"lamina_policy\": 1", "\"lamina_policy\": 2", "lamina_policy: must be a whole number from 1 to 1")]
    [InlineData("\"freshness\":", "\"plan\": {}, \"freshness\":", "no JSON")]
    [InlineData("{ \"measurement\": \"1111111111111111111111111111111111111111111111111111111111111111\" }", "", "kinds.simulated.measurements: name at least one")]
    public void Read_SimulatedPolicyAltered_NamesTheFault(string from, string to, string expected) => Refuses(PolicyText.Simulated, from, to, expected);

    [Theory]
    [InlineData("\"rtmr1\": \"4", "\"rtmr1\": \"any\", \"x\": \"4", "rtmr1 and rtmr2 may be any only where code is not-measured")]
    [InlineData("\"mrtd\": \"4", "\"mrtd\": \"any\", \"x\": \"4", "mrtd: may not be any")]
    [InlineData("\"mr_servicetd\": \"4", "\"mr_servicetd\": \"any\", \"x\": \"4", "mr_servicetd: may not be any")]
    [InlineData("\"measurement\": \"4", "\"measurement\": \"any\", \"x\": \"4", "measurement may not be any")]
    [InlineData("\"status\": \"SWHardeningNeeded\"", "\"status\": \"Revoked\"", "Revoked is never accepted")]
    [InlineData("\"status\": \"SWHardeningNeeded\"", "\"status\": \"Perfect\"", "'Perfect' is no known status")]
    [InlineData("\"status\": \"SWHardeningNeeded\"", "\"status\": \"UpToDate\"", "a status is named twice")]
    [InlineData("\"until\": \"2027-01-31T00:00:00Z\"", "\"until\": \"soon\"", "an instant like 2027-01-31T00:00:00Z")]
    [InlineData("\"product\": \"Milan\"", "\"product\": \"Rome\"", "'Rome' is no known product")]
    [InlineData("\"fmc\": 0", "\"fmc\": 1", "fmc is Turin's")]
    [InlineData("\"max_vmpl\": 0", "\"max_vmpl\": 4", "kinds.sev-snp.max_vmpl: must be a whole number from 0 to 3")]
    [InlineData("\"smt\"", "\"debug\"", "'debug' is none of smt")]
    [InlineData("\"ciphertext-hiding\"", "\"smt\"", "'smt' is none of single-socket")]
    [InlineData("\"vlek\"", "\"vcek\"", "each once")]
    [InlineData("\"max_age_seconds\": 3600", "\"max_age_seconds\": 604801", "freshness.max_age_seconds")]
    [InlineData("\"min_svn\": 2", "\"min_svn\": 65536", "kinds.sgx.measurements[1].min_svn: must be")]
    public void Read_HardwarePolicyAltered_NamesTheFault(string from, string to, string expected) => Refuses(PolicyText.Hardware, from, to, expected);

    [Fact]
    public void Read_SimulatedBesideAnother_IsAFault()
    {
        JsonNode root = JsonNode.Parse(PolicyText.Hardware)!;
        root["kinds"]!["simulated"] = JsonNode.Parse(PolicyText.Simulated)!["kinds"]!["simulated"]!.DeepClone();
        Assert.False(PolicyReader.TryRead(PolicyText.Bytes(root.ToJsonString()), out _, out IReadOnlyList<string> faults));
        Assert.Equal(["kinds: a policy that accepts the simulated TEE can name nothing else"], faults);
    }

    [Fact]
    public void Read_SeveralFaults_AreReportedAtOnce()
    {
        string text = PolicyText.Hardware.Replace("\"revocation\": \"required\"", "\"revocation\": 1").Replace("\"max_vmpl\": 0,", "").Replace("\"lamina_policy\": 1", "\"lamina_policy\": 1, \"note\": \"\"");
        Assert.False(PolicyReader.TryRead(PolicyText.Bytes(text), out _, out IReadOnlyList<string> faults));
        Assert.Equal(3, faults.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"kinds\": {\"simulated\": 1}}")]
    [InlineData("{\"kinds\": [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}")]
    public void Read_NoPolicy_IsAFault(string text) => Assert.False(PolicyReader.TryRead(PolicyText.Bytes(text), out _, out _));

    [Fact]
    public void Read_LongerThanTheCeiling_IsAFault() => Assert.False(PolicyReader.TryRead(PolicyText.Bytes(PolicyText.Simulated + new string(' ', PolicyReader.MaxLength)), out _, out _));

    private static void Refuses(string policy, string from, string to, string expected)
    {
        Assert.Contains(from, policy, StringComparison.Ordinal);
        Assert.False(PolicyReader.TryRead(PolicyText.Bytes(policy.Replace(from, to)), out Policy? read, out IReadOnlyList<string> faults));
        Assert.Null(read);
        Assert.Contains(faults, fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Paths(JsonNode node, string path)
    {
        foreach ((string key, JsonNode? value) in (node as JsonObject)?.ToArray() ?? [])
        {
            yield return path + key;
            foreach (string below in Paths(value!, $"{path}{key}.")) yield return below;
        }

        for (int i = 0; i < ((node as JsonArray)?.Count ?? 0); i++)
        {
            foreach (string below in Paths(node[i]!, $"{path}{i}.")) yield return below;
        }
    }

    private static (JsonObject Parent, string Key) Find(JsonNode root, string path)
    {
        string[] parts = path.Split('.');
        JsonNode node = root;
        foreach (string part in parts[..^1]) node = node is JsonArray array ? array[int.Parse(part)]! : node[part]!;
        return (node.AsObject(), parts[^1]);
    }
}
