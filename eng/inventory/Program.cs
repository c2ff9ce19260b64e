using Lamina.Inventory;

// notices [FILE]: writes THIRD-PARTY-NOTICES.md.  copy-notices PRODUCT DIR: those that packages pass on.  bom VERSION DIR: one CycloneDX file a product.
string checkout = Environment.GetEnvironmentVariable("LAMINA_CHECKOUT") ?? Directory.GetCurrentDirectory();
try
{
    IReadOnlyList<Product> products = Product.Of(checkout);
    switch (args)
    {
        case ["notices"]:
            File.WriteAllText(Path.Combine(checkout, "THIRD-PARTY-NOTICES.md"), Notices.Write(products));
            return 0;
        case ["copy-notices", string name, string folder] when products.FirstOrDefault(product => product.Name == name) is { } product:
            Notices.Copy(product, folder);
            return 0;
        case ["bom", string version, string folder]:
            Directory.CreateDirectory(folder);
            foreach (Product each in products)
            {
                File.WriteAllText(Path.Combine(folder, $"{each.Name}.{version}.cdx.json"), BillOfMaterials.Write(each, version));
            }

            return 0;
        default:
            Console.Error.WriteLine($"inventory: usage: notices | copy-notices PRODUCT DIR | bom VERSION DIR; products: {string.Join(", ", products.Select(product => product.Name))}");
            return 2;
    }
}
catch (Exception fault) when (fault is IOException or InvalidOperationException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"inventory: {fault.Message}");
    return 1;
}
