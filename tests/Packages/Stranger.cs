using System.Diagnostics;
using System.Xml.Linq;
using Lamina.Testing;

namespace Lamina.Packages.Tests;

/// <summary>A person with a .NET SDK, a folder, and nothing of this source tree: programs are run in that folder, with its own feed and package cache.</summary>
internal sealed class Stranger
{
    /// <summary>Far beyond what any step takes; a hang ends with what was said so far.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private readonly string _home;

    public Stranger(string dotnet, string folder)
    {
        _home = folder;
        Feed = Path.Combine(folder, "feed");
        Version = XDocument.Load(Checkout.Path("Directory.Build.props")).Descendants("Version").Single().Value;

        // Third-party packages that restore has here already are taken from there; the default source serves the rest. Lamina's own come from the feed alone.
        string cache = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } own ? own : Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="folder" value="{Feed}" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="folder"><package pattern="Lamina.*" /></packageSource>
                <packageSource key="nuget.org"><package pattern="*" /></packageSource>
              </packageSourceMapping>
              <fallbackPackageFolders>
                <add key="here" value="{cache}" />
              </fallbackPackageFolders>
            </configuration>
            """);
        Environment = new Dictionary<string, string?>
        {
            ["NUGET_PACKAGES"] = Path.Combine(folder, "packages"),
            ["XDG_CACHE_HOME"] = Path.Combine(folder, "cache"),
            ["DOTNET_ROOT"] = Path.GetDirectoryName(new FileInfo(dotnet).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? dotnet),

            // What this build asked for is no business of the stranger's project.
            ["CI"] = null,
        };
    }

    /// <summary>The folder that the packages are in.</summary>
    public string Feed { get; }

    /// <summary>The version of the packages.</summary>
    public string Version { get; }

    /// <summary>What differs from this process's environment; null stands for a variable that is not set.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; }

    /// <summary>Runs a program; anything but 0 fails the test with what it said.</summary>
    /// <returns>Its standard output.</returns>
    public async Task<string> MustAsync(string program, params IEnumerable<string> arguments)
    {
        string[] given = [.. arguments];
        (int code, string output, string talk) = await StartAsync(program, given);
        Assert.True(code == 0, $"{Path.GetFileName(program)} {string.Join(' ', given)}: exit code {code}\n{output}\n{talk}");
        return output;
    }

    /// <summary>Runs a program.</summary>
    /// <returns>Its exit code and everything it said.</returns>
    public async Task<(int Code, string Said)> RunAsync(string program, params IEnumerable<string> arguments)
    {
        (int code, string output, string talk) = await StartAsync(program, [.. arguments]);
        return (code, output + talk);
    }

    private async Task<(int Code, string Output, string Talk)> StartAsync(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _home };

        // eng/pack belongs to this source tree and works as it does.
        if (!program.StartsWith(Checkout.Root, StringComparison.Ordinal))
        {
            foreach ((string name, string? value) in Environment)
            {
                start.Environment[name] = value;
            }
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token), talk = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await talk);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
