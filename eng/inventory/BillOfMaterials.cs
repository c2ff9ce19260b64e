using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Lamina.Inventory;

/// <summary>Writes what a product is made of as CycloneDX 1.6 JSON. The same lock files give the same bytes: there is no date in it, and its number is made of its content.</summary>
internal static class BillOfMaterials
{
    /// <summary>The document.</summary>
    /// <param name="product">What it is of.</param>
    /// <param name="version">The version of the product.</param>
    /// <exception cref="FileNotFoundException">A package was never restored here.</exception>
    public static string Write(Product product, string version)
    {
        string self = Purl(product.Name, version);
        Dictionary<string, string> references = product.Packages.ToDictionary(package => package.Id, package => Purl(package.Id, package.Version), StringComparer.OrdinalIgnoreCase);
        string[] needed = [.. product.Packages.SelectMany(package => package.Needs)];
        JsonArray components = [.. product.Packages.Select(package => Component(PackageFacts.Of(package)))];
        JsonArray dependencies =
        [
            Dependency(self, product.Packages.Where(package => !needed.Contains(package.Id, StringComparer.OrdinalIgnoreCase)).Select(package => references[package.Id])),
            .. product.Packages.Select(package => Dependency(references[package.Id], package.Needs.Where(references.ContainsKey).Select(need => references[need]))),
        ];
        JsonObject main = new() { ["type"] = product.Name.StartsWith("Lamina.", StringComparison.Ordinal) ? "library" : "application", ["bom-ref"] = self, ["name"] = product.Name, ["version"] = version, ["purl"] = self, ["licenses"] = Licenses("Apache-2.0") };
        JsonObject bom = new()
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = "",
            ["version"] = 1,
            ["metadata"] = new JsonObject { ["component"] = main },
            ["components"] = components,
            ["dependencies"] = dependencies,
        };
        bom["serialNumber"] = Number(bom.ToJsonString());
        return bom.ToJsonString(new() { WriteIndented = true, NewLine = "\n" }) + "\n";
    }

    private static JsonObject Component(PackageFacts package)
    {
        string reference = Purl(package.Id, package.Version);
        JsonObject component = new() { ["type"] = "library", ["bom-ref"] = reference, ["name"] = package.Id, ["version"] = package.Version, ["scope"] = "required", ["copyright"] = package.Copyright, ["purl"] = reference };
        if (package.Sha512 is { } hash)
        {
            component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = hash });
        }

        component["licenses"] = package.License is { } license ? Licenses(license) : new JsonArray(new JsonObject { ["license"] = new JsonObject { ["name"] = "the package's own text", ["text"] = new JsonObject { ["content"] = package.LicenseText } } });
        if (package.Url is { } url)
        {
            component["externalReferences"] = new JsonArray(new JsonObject { ["type"] = "website", ["url"] = url });
        }

        return component;
    }

    private static JsonObject Dependency(string reference, IEnumerable<string> needs) => new() { ["ref"] = reference, ["dependsOn"] = new JsonArray([.. needs.Order(StringComparer.Ordinal).Select(need => (JsonNode)need)]) };

    private static JsonArray Licenses(string expression) => expression.Contains(' ', StringComparison.Ordinal)
        ? [new JsonObject { ["expression"] = expression }]
        : [new JsonObject { ["license"] = new JsonObject { ["id"] = expression } }];

    private static string Purl(string id, string version) => $"pkg:nuget/{id}@{version}";

    /// <summary>A UUID of version 8 (RFC 9562 section 5.8) from SHA-256 of the content.</summary>
    private static string Number(string content)
    {
        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes(content))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return $"urn:uuid:{new Guid(bytes, bigEndian: true)}";
    }
}
