using System.Text.Json;
using System.Xml.Linq;
using Lamina.Inventory;
using Lamina.Testing;

namespace Lamina.Packages.Tests;

public sealed class InventoryTests
{
    private static readonly IReadOnlyList<Product> Products = Product.Of(Checkout.Root);

    [Fact]
    public void Notices_AreThoseOfTheLockedPackages()
    {
        string path = Checkout.Path("THIRD-PARTY-NOTICES.md"), page = Notices.Write(Products);
        if (Environment.GetEnvironmentVariable("LAMINA_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.True(File.ReadAllText(path) == page, "THIRD-PARTY-NOTICES.md is stale: eng/inventory/run notices writes it again");
    }

    /// <summary>Read in another way than the page was written: every row against the package's own description.</summary>
    [Fact]
    public void Notices_EachRow_NamesTheLicenceThatThePackageDeclares()
    {
        string[][] rows = [.. File.ReadLines(Checkout.Path("THIRD-PARTY-NOTICES.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(line => line.Split('|', StringSplitOptions.TrimEntries))];
        Assert.True(rows.Length > 30, $"{rows.Length} rows");
        foreach (string[] row in rows)
        {
            (string id, string version, string licence) = (row[1].TrimStart('[').Split(']')[0], row[2], row[3]);
            string nuspec = Path.Combine(PackageFacts.Cache, id.ToLowerInvariant(), version, id.ToLowerInvariant() + ".nuspec");
            XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
            XElement? declared = metadata.Elements().SingleOrDefault(element => element.Name.LocalName == "license");
            string said = (string?)declared?.Attribute("type") switch
            {
                "expression" => declared!.Value,
                "file" => "its own text below",
                _ => PackageFacts.ByAddress[id] is { } known && known.Address == metadata.Elements().Single(element => element.Name.LocalName == "licenseUrl").Value ? known.License : "another address",
            };
            Assert.Equal((id, said), (id, licence));
        }
    }

    [Fact]
    public async Task BillOfMaterials_JudgedByCycloneDxsOwnSchema_IsValidAndASpoiledOneIsNot()
    {
        using TempFolder folder = new();
        string[] good = [.. Products.Select(product => BillOfMaterials.Write(product, "1.2.3"))];
        string[] all = [.. good, good[0].Replace("\"type\": \"library\"", "\"type\": \"libary\"", StringComparison.Ordinal), good[0].Replace("SHA-512", "SHA-5120", StringComparison.Ordinal)];
        string[] files = [.. all.Select((_, i) => folder[$"{i}.cdx.json"])];
        foreach ((string text, string file) in all.Zip(files))
        {
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        }

        Node.Run run = await Node.RunAsync("cyclonedx.mjs", files);

        Assert.True(run.ExitCode == 0, run.Errors);
        string[] judged = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(all.Length, judged.Length);
        Assert.All(judged[..good.Length], word => Assert.Equal("null", word));
        Assert.Contains("/type", judged[^2], StringComparison.Ordinal);
        Assert.Contains("/alg", judged[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void CommandLine_BringsNoTorch()
    {
        Assert.DoesNotContain(Products.Single(product => product.Name == "lamina").Packages, IsTorch);
        Assert.DoesNotContain(Products.Single(product => product.Name == "Lamina.Client").Packages, IsTorch);
        Assert.Contains(Products.Single(product => product.Name == "lamina-lab").Packages, IsTorch);
    }

    private static bool IsTorch(LockedPackage package) => package.Id.Contains("torch", StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void BillOfMaterials_NamesEveryLockedPackageOnceWithHashAndLicence()
    {
        foreach (Product product in Products)
        {
            string text = BillOfMaterials.Write(product, "1.2.3");
            Assert.Equal(text, BillOfMaterials.Write(product, "1.2.3"));
            JsonElement bom = JsonDocument.Parse(text).RootElement;
            JsonElement[] components = [.. bom.GetProperty("components").EnumerateArray()];
            Assert.Equal(product.Packages.Select(package => $"pkg:nuget/{package.Id}@{package.Version}"), components.Select(component => component.GetProperty("purl").GetString()));
            Assert.All(components, component => Assert.Equal(128, component.GetProperty("hashes")[0].GetProperty("content").GetString()!.Length));
            Assert.All(components, component => Assert.NotEqual(0, component.GetProperty("licenses").GetArrayLength()));

            // Every edge of the graph ends at a component, and from the product every component is reached.
            Dictionary<string, string[]> edges = bom.GetProperty("dependencies").EnumerateArray()
                .ToDictionary(edge => edge.GetProperty("ref").GetString()!, edge => edge.GetProperty("dependsOn").EnumerateArray().Select(end => end.GetString()!).ToArray());
            HashSet<string> reached = [];
            Stack<string> open = new([$"pkg:nuget/{product.Name}@1.2.3"]);
            while (open.TryPop(out string? reference))
            {
                if (reached.Add(reference))
                {
                    Array.ForEach(edges[reference], open.Push);
                }
            }

            Assert.Equal(components.Length + 1, reached.Count);
        }
    }
}
