using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.Genuine;
using Lamina.Testing;

namespace Lamina.Attestation.Tests;

/// <summary>Every way to fail has a paragraph that says what it means and what an operator does.</summary>
public sealed class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Checkout.Path("docs", "attestation.md"));

    public static TheoryData<string> Names => [.. typeof(StepNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => (string)constant.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void StepName_HasAParagraph(string name)
    {
        int at = Page.IndexOf($"### `{name}`\n", StringComparison.Ordinal);
        Assert.True(at >= 0, $"docs/attestation.md has no paragraph for {name}");
        string paragraph = Page[(at + name.Length + 7)..].Split("\n#")[0];
        Assert.InRange(paragraph.Trim().Length, 80, 2000);
    }

    [Theory]
    [InlineData("Intel SGX Root CA", null)]
    [InlineData("ARK-Milan", "SEV-Milan")]
    [InlineData("ARK-Genoa", "SEV-Genoa")]
    [InlineData("ARK-Turin", "SEV-Turin")]
    public void PinnedRoot_HasTheDigestThatThePageTells(string name, string? issuer)
    {
        X509Certificate2 root = issuer is null ? TrustAnchors.IntelRoot : TrustAnchors.Amd(issuer)!.Root;
        Assert.Equal(name, TrustAnchors.CommonName(root));
        Assert.Contains($"| {name} | `{Convert.ToHexStringLower(SHA256.HashData(root.RawData))}` |", Page, StringComparison.Ordinal);
        Assert.Equal(root.SubjectName.RawData, root.IssuerName.RawData);
    }

    [Fact]
    public void Page_DescribesNoStepThatDoesNotExist()
    {
        IEnumerable<string> described = Page.Split('\n').Where(line => line.StartsWith("### `", StringComparison.Ordinal)).Select(line => line[5..^1]);
        Assert.Empty(described.Except(Names.Select(row => row.Data)));
    }

    [Fact]
    public void StepNames_AreDistinct() => Assert.Equal(Names.Count, Names.Select(row => row.Data).Distinct().Count());
}
