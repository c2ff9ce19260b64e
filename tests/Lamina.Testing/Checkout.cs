namespace Lamina.Testing;

/// <summary>Where the source tree lies that these tests were built from.</summary>
public static class Checkout
{
    /// <summary>The folder that holds <c>Lamina.slnx</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below <see cref="Root"/>.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Lamina.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Lamina.slnx above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
