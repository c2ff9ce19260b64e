namespace Lamina.Inventory;

/// <summary>Something that ships, and the packages that ship in it or are fetched with it.</summary>
/// <param name="Name">Its name as a package.</param>
/// <param name="Packages">Everything it depends on, direct and not, by name.</param>
internal sealed record Product(string Name, IReadOnlyList<LockedPackage> Packages)
{
    /// <summary>What each product is made of; the command line carries the enclave and the worker with it.</summary>
    private static readonly (string Name, string[] Projects)[] Parts =
    [
        ("Lamina.Client", ["Serving/Lamina.Client"]),
        ("lamina", ["Lamina.Cli", "Serving/Lamina.Enclave", "Serving/Lamina.Worker"]),
        // libtorch is placed by the build of Lamina.Torch (eng/TorchSharp.targets); no reference of the program names it.
        ("lamina-lab", ["Judging/Lamina.Lab", "Judging/Lamina.Torch"]),
    ];

    /// <summary>Reads all products from the lock files of a source tree.</summary>
    /// <param name="checkout">The folder that holds <c>Lamina.slnx</c>.</param>
    public static IReadOnlyList<Product> Of(string checkout) =>
    [
        .. Parts.Select(product => new Product(product.Name,
        [
            .. product.Projects
                .SelectMany(project => LockFile.Read(Path.Combine(checkout, "src", project, "packages.lock.json")))
                .DistinctBy(package => package.Id, StringComparer.OrdinalIgnoreCase)
                .OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase),
        ])),
    ];
}
