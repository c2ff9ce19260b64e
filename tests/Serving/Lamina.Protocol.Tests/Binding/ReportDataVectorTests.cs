using System.Text.Json;
using Lamina.Protocol.Binding;
using Lamina.Testing;

namespace Lamina.Protocol.Tests.Binding;

/// <summary>Vectors/report-data-v1.json pins report data. It was computed by a program of its own, from docs/protocol.md.</summary>
public sealed class ReportDataVectorTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllBytes(
        Checkout.Path("tests", "Serving", "Lamina.Protocol.Tests", "Vectors", "report-data-v1.json"))).RootElement;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Vectors.GetProperty("cases").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReportData_OfTheVector_IsItsBytes(int index)
    {
        JsonElement vector = Vectors.GetProperty("cases")[index];
        bool fresh = vector.GetProperty("mode").GetString() == "fresh";
        byte[] root = [];
        if (fresh)
        {
            var path = new NoncePath(
                vector.GetProperty("index").GetInt32(),
                vector.GetProperty("count").GetInt32(),
                [.. vector.GetProperty("path").EnumerateArray().Select(hash => (ReadOnlyMemory<byte>)Hex.Bytes(hash.GetString()!))]);
            root = path.RootFor(Field(vector, "nonce"))!;
            Assert.Equal(Field(vector, "nonce_root"), root);
        }

        byte[] computed = new ReportData
        {
            Purpose = vector.GetProperty("purpose").GetString() == "serve" ? BindingPurpose.Serve : BindingPurpose.KeyRelease,
            KeyList = Field(Vectors, "key_list"),
            PlanDigest = Field(Vectors, "plan_digest"),
            NotAfter = vector.GetProperty("not_after").GetInt64(),
            Mode = fresh ? EvidenceMode.Fresh : EvidenceMode.Epoch,
            NonceRoot = root,
        }.Compute();
        Assert.Equal(Field(vector, "report_data"), computed);
    }

    [Fact]
    public void NonceTree_OfTheVector_GivesItsRootsAndPaths()
    {
        int compared = 0;
        foreach (JsonElement vector in Vectors.GetProperty("cases").EnumerateArray().Where(one => one.TryGetProperty("count", out _)))
        {
            ReadOnlyMemory<byte>[] nonces = [.. Enumerable.Range(0, vector.GetProperty("count").GetInt32()).Select(i => (ReadOnlyMemory<byte>)Enumerable.Repeat((byte)i, 32).ToArray())];
            var tree = new NonceTree(nonces);
            Assert.Equal(Field(vector, "nonce_root"), tree.Root.ToArray());
            NoncePath path = tree.PathOf(vector.GetProperty("index").GetInt32());
            Assert.Equal(vector.GetProperty("path").EnumerateArray().Select(hash => hash.GetString()), path.Hashes.Select(hash => Hex.Text(hash.Span)));
            compared++;
        }

        Assert.Equal(12, compared);
    }

    private static byte[] Field(JsonElement element, string name) => Hex.Bytes(element.GetProperty(name).GetString()!);
}
