using System.Reflection;

namespace Lamina.Lab;

/// <summary>What this build says of itself.</summary>
internal static class BuildInfo
{
    private static readonly string[] Informational =
        (typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+', 2);

    /// <summary>The version without the commit.</summary>
    public static string Version => Informational[0];

    /// <summary>The source commit in hexadecimal; null for a build that does not know it.</summary>
    public static string? Commit => Informational.ElementAtOrDefault(1);
}
