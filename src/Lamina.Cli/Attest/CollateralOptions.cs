using System.CommandLine;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Collateral.Fetching;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Attest;

/// <summary>Where a command that verifies gets the vendors' documents from: files, a cache, a service.</summary>
internal sealed class CollateralOptions
{
    /// <summary>The word that keeps a command off the network.</summary>
    public const string NoService = "none";

    private const long FileCeiling = 16 << 20;

    private readonly Option<string[]> _files = new("--collateral") { Description = "What the vendor says of its platforms; told apart by content; repeatable", HelpName = "FILE" };
    private readonly Option<string> _cache = new("--collateral-cache") { Description = "Where fetched documents are kept, and what was seen of them; default lamina/collateral in the user's cache folder", HelpName = "DIR" };
    private readonly Option<string> _url = new("--collateral-url") { HelpName = "URL" };
    private readonly bool _fetchUnasked;

    /// <param name="fetchUnasked">Whether the command asks the vendors' services without being told to.</param>
    public CollateralOptions(bool fetchUnasked)
    {
        _fetchUnasked = fetchUnasked;
        _url.Description = $"A caching service or mirror in place of the vendors' services, or '{NoService}' to stay offline; default {(fetchUnasked ? "the vendors' services" : "offline")}";
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_files);
        command.Options.Add(_cache);
        command.Options.Add(_url);
    }

    /// <summary>What the command line says.</summary>
    /// <exception cref="CommandFailure">A file or folder cannot be used: exit code 5; an address is none: exit code 2.</exception>
    public CollateralSource Open(ParseResult arguments) => Open(arguments.GetValue(_files) ?? [], arguments.GetValue(_cache), arguments.GetValue(_url), _fetchUnasked);

    /// <summary>The same for a program that reads its options in another way.</summary>
    /// <param name="paths">Files.</param>
    /// <param name="cache">Folder of the cache; null for the usual one.</param>
    /// <param name="url">A service, <see cref="NoService"/>, or null for the vendors' own.</param>
    /// <param name="fetchUnasked">Whether the vendors are asked without being told to.</param>
    /// <param name="forStrangers">Whether strangers bring the evidence.</param>
    /// <exception cref="CommandFailure">A file or folder cannot be used: exit code 5; an address is none: exit code 2.</exception>
    public static CollateralSource Open(IEnumerable<string> paths, string? cache, string? url, bool fetchUnasked, bool forStrangers = false)
    {
        CollateralSet files = new(paths.Select(path => new CollateralFile(path, InputFiles.Read(path, FileCeiling))));
        if (!fetchUnasked && url is null && cache is null)
        {
            return new CollateralSource(files);
        }

        CollateralServices? services = url switch
        {
            null => fetchUnasked ? new CollateralServices() : null,
            NoService => null,
            _ => Mirror(url),
        };
        string folder = cache ?? DefaultFolder();
        try
        {
            return new CollateralSource(files, folder, services, TimeProvider.System, forStrangers);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw CommandFailure.Unusable($"the collateral cache cannot be used: {fault.Message}", folder);
        }
    }

    private static CollateralServices Mirror(string url)
    {
        if (!Uri.TryCreate(url.EndsWith('/') ? url : url + "/", UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw CommandFailure.Usage($"'{url}' is no address of a service; wanted is one such as https://pccs.example:8081, or '{NoService}'", "--collateral-url");
        }

        return new CollateralServices { Intel = address, IntelRootList = new Uri(address, "sgx/certification/v4/rootcacrl"), Amd = address };
    }

    private static string DefaultFolder()
    {
        string? home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string root = string.IsNullOrEmpty(home) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache") : home;
        return Path.Combine(root, "lamina", "collateral");
    }
}
