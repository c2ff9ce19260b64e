using System.Text.Json;
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
