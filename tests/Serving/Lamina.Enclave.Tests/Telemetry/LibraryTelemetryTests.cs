using Lamina.Testing;

namespace Lamina.Enclave.Tests.Telemetry;

/// <summary>What libraries would report of the enclave behind its back.</summary>
public sealed class LibraryTelemetryTests
{
    [Fact]
    public async Task Enclave_WithAModelLoaded_LeavesNothingInTheUsersFolder()
    {
        using TempFolder plan = new(), home = new();
        TinyPlan.Write(plan.Path);

        // ONNX Runtime would keep still by itself under continuous integration, or where a tester told it so.
        await using EnclaveProcess enclave = await EnclaveProcess.StartAsync(
            plan.Path, "127.0.0.1:9", [("HOME", home.Path), ("XDG_CACHE_HOME", home["cache"]), ("CI", null), ("GITHUB_ACTIONS", null), ("ORT_DISABLE_TELEMETRY", null), ("DOTNET_EnableDiagnostics", "0")]);
        Assert.DoesNotContain("onnxruntime.db", await File.ReadAllTextAsync($"/proc/{enclave.Id}/maps", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, await enclave.TerminateAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Path));
    }
}
