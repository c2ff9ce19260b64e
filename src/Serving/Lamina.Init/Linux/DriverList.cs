namespace Lamina.Init.Linux;

/// <summary>The drivers that the image carries; their order, each after those it needs, is in the file <c>order</c> beside them.</summary>
internal static class DriverList
{
    /// <summary>Loads all of them.</summary>
    /// <returns>How many.</returns>
    public static int Load(string folder)
    {
        string order = Path.Combine(folder, "order");
        string[] names = File.Exists(order) ? File.ReadAllLines(order) : [];
        foreach (string name in names) Kernel.LoadDriver(Path.Combine(folder, name));
        return names.Length;
    }
}
