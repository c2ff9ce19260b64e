using Xunit;

namespace Lamina.Testing;

/// <summary>
/// What a test needs beyond the .NET SDK. Where it is absent the test is skipped and says what to do;
/// with <c>LAMINA_REQUIRE_TIERS=1</c> (set by <c>.ci/run</c>, which installs all of it) absence fails instead.
/// </summary>
public static class Tier
{
    /// <summary>True where a missing tool is a failure, not a skip.</summary>
    public static bool Required => Environment.GetEnvironmentVariable("LAMINA_REQUIRE_TIERS") == "1";

    /// <summary>A path inside the shared data folder, or skip: <c>$LAMINA_SHARED</c>, else <c>../shared</c> beside the checkout.</summary>
    public static string Shared(params string[] parts)
    {
        string? root = Environment.GetEnvironmentVariable("LAMINA_SHARED");
        if (string.IsNullOrEmpty(root))
        {
            root = Path.GetFullPath(Path.Combine(Checkout.Root, "..", "shared"));
        }

        string path = Path.Combine([root, .. parts]);
        Need(File.Exists(path) || Directory.Exists(path), $"shared data '{string.Join('/', parts)}'", "put the shared data folder beside the checkout or set LAMINA_SHARED");
        return path;
    }

    /// <summary>The full path of a program on PATH, or skip.</summary>
    /// <param name="program">Name of the executable.</param>
    /// <param name="install">The exact command that installs it.</param>
    public static string Tool(string program, string install)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
        Need(path is not null, program, install);
        return path!;
    }

    /// <summary>Skips unless <paramref name="present"/>; fails instead where tiers are required.</summary>
    public static void Need(bool present, string what, string how)
    {
        if (present)
        {
            return;
        }

        string message = $"needs {what}: {how}";
        if (Required)
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
    }

    /// <summary>Skips a test of hardware that this machine does not have; never a failure.</summary>
    public static void Hardware(bool present, string what) => Assert.SkipUnless(present, $"needs {what}, which this machine does not have");
}
