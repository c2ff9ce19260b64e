using System.Reflection;
using System.Text.Json;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Hpke.Kems;
using Lamina.Protocol.Problems;
using Lamina.Testing;

namespace Lamina.Protocol.Tests;

/// <summary>docs/protocol.md says what the code does.</summary>
public sealed class DocumentTests
{
    private static readonly string Document = File.ReadAllText(Checkout.Path("docs", "protocol.md"));

    [Fact]
    public void Document_NamesEveryEndpointMediaTypeStepAndProblem()
    {
        IEnumerable<string> steps = Constants(typeof(BindingSteps)).Select(name => $"### `{name}`");
        IEnumerable<string> problems = [HostProblems.KeyType, HostProblems.SizeType, HostProblems.FormType];
        Assert.All([.. Constants(typeof(Endpoints)), .. Constants(typeof(MediaTypes)), .. steps, .. problems], text => Assert.Contains(text, Document, StringComparison.Ordinal));
    }

    [Fact]
    public void Document_SizesOfKems_AreTheCodes()
    {
        foreach ((HpkeKem kem, string number) in new[] { (HpkeKem.X25519HkdfSha256, "0x0020"), (HpkeKem.P256HkdfSha256, "0x0010"), (HpkeKem.XWing, "0x647a") })
        {
            string name = new HpkeSuite(kem, HpkeKdf.HkdfSha256, HpkeAead.Aes128Gcm).ToString().Split('-')[0];
            KemAlgorithm algorithm = KemAlgorithm.For(kem);
            Assert.Contains($"{number} | `{name}` | public key {algorithm.PublicKeyLength}, enc {algorithm.EncapsulationLength}", Document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Document_DefaultsOfKeys_AreTheCodes()
    {
        var options = new RequestKeysOptions();
        Assert.Equal((1, 15, 262_144), (options.Lifetime.TotalHours, options.Overlap.TotalMinutes, options.ReplayCapacity));
        Assert.Empty(options.Validate());
        Assert.All(["after one hour", "15 minutes", "262,144"], text => Assert.Contains(text, Document, StringComparison.Ordinal));
    }

    [Fact]
    public void Document_Vector_IsTheCommittedOne()
    {
        JsonElement vectors = JsonDocument.Parse(File.ReadAllBytes(Checkout.Path("tests", "Serving", "Lamina.Protocol.Tests", "Vectors", "report-data-v1.json"))).RootElement;
        JsonElement[] cases = [.. vectors.GetProperty("cases").EnumerateArray()];
        string text = string.Concat(Document.Where(character => !char.IsWhiteSpace(character)));
        JsonElement epoch = cases.First(one => one.GetProperty("mode").GetString() == "epoch");
        JsonElement fresh = cases.First(one => one.GetProperty("mode").GetString() == "fresh");
        string[] values = [vectors.GetProperty("key_list").GetString()!, vectors.GetProperty("plan").GetString()!, epoch.GetProperty("report_data").GetString()!, fresh.GetProperty("report_data").GetString()!];
        Assert.All(values, value => Assert.Contains(value, text, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Constants(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral && field.FieldType == typeof(string))
        .Select(field => (string)field.GetRawConstantValue()!);
}
