using System.Diagnostics;
using System.Text.Json;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>
/// The program itself on what it takes for an SGX machine: a mount namespace of its own in which <c>/dev/attestation</c> is a folder with a published
/// quote. No option of the program makes that possible, and none should.
/// </summary>
public sealed class ImitatedDeviceTests : IDisposable
{
    private const string Graph = """
        sums (float[1,3] x) => (float[1,3] z) <float[3] w = {1, 2, 3}> {
          y = Add(x, w)
          z = Add(y, y)
        }
        """;

    /// <summary>Makes the namespace's own /dev with what .NET needs, and becomes the program.</summary>
    private const string Script = """
        set -e
        root=$1; shift
        mkdir "$root/dev"; mount -t tmpfs none "$root/dev"; mkdir "$root/dev/attestation" "$root/dev/shm"
        for device in null zero urandom random; do : > "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
        ln -s /proc/self/fd "$root/dev/fd"
        cp "$root"/attestation/* "$root/dev/attestation/"
        mount --rbind "$root/dev" /dev
        exec "$@"
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_Auto_FindsTheDeviceAndHandsOutItsQuoteWithTheDocumentsBesideThePlan()
    {
        await PrepareAsync();
        using Process enclave = Start();
        try
        {
            string ready = await ReadyAsync(enclave);
            Assert.Contains("tee sgx", ready, StringComparison.Ordinal);
            string address = ready.Split("ready on ")[1].Split([',', ';'])[0];
            (int code, _, string talk) = await LaminaProgram.RunAsync("attest", "get", "--server", address, "-o", _folder["evidence.json"]);
            Assert.True(code == 0, talk);

            // A published quote binds nothing of ours: the machine is genuine, and that is just what a client must not be content with.
            (code, string output, _) = await LaminaProgram.RunAsync("attest", "verify", _folder["evidence.json"], "--at", "2025-06-25T00:00:00Z", "--json");
            Assert.Equal(3, code);
            JsonElement[] steps = [.. JsonDocument.Parse(output).RootElement.GetProperty("steps").EnumerateArray()];
            string[] failed = [.. steps.Where(step => step.GetProperty("status").GetString() == "failed").Select(step => step.GetProperty("name").GetString()!)];
            Assert.Equal(["binding-expiry", "binding-report-data"], failed); // the keys are of today, the clock of last year
        }
        finally
        {
            enclave.Kill();
            await enclave.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Serve_RaisedLimitOnHardware_EndsWithTwo()
    {
        await PrepareAsync();
        using Process enclave = Start("--key-lifetime", "600");
        string talk = await enclave.StandardError.ReadToEndAsync();
        await enclave.WaitForExitAsync();
        Assert.Equal(2, enclave.ExitCode);
        Assert.Contains("under sgx --key-lifetime can be lowered from 60 and not raised", talk, StringComparison.Ordinal);
    }

    private static async Task<string> ReadyAsync(Process enclave)
    {
        List<string> talk = [];
        while (await enclave.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) is { } line)
        {
            talk.Add(line);
            if (line.Contains("ready on ", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"ended before it was ready: {string.Join('\n', talk)}");
    }

    private async Task PrepareAsync()
    {
        string quote = Tier.Shared("vectors", "attestation", "dcap", "sgx_quote");
        using (Process probe = Process.Start(Tier.Tool("unshare", "apt-get install util-linux"), ["-m", "true"]))
        {
            await probe.WaitForExitAsync();
            Assert.SkipUnless(probe.ExitCode == 0, "needs the right to make a mount namespace (root)");
        }

        using (OnnxModel model = GraphText.Parse(Graph))
        {
            await File.WriteAllBytesAsync(_folder["sums.onnx"], model.ToArray());
        }

        (int code, _, string talk) = await LaminaProgram.RunAsync("split", _folder["sums.onnx"], "--at", "y", "-o", _folder["plan"]);
        Assert.True(code == 0, talk);
        Directory.CreateDirectory(_folder["plan", "collateral"]);
        File.Copy(Tier.Shared("vectors", "attestation", "dcap", "sgx_quote_collateral.json"), _folder["plan", "collateral", "intel.json"]);
        Directory.CreateDirectory(_folder["attestation"]);
        File.Copy(quote, _folder["attestation", "quote"]);
        await File.WriteAllTextAsync(_folder["attestation", "attestation_type"], "dcap");
        await File.WriteAllBytesAsync(_folder["attestation", "user_report_data"], []);
    }

    private Process Start(params string[] more)
    {
        string program = Checkout.Path("artifacts", "bin", "Lamina.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "lamina-enclave");
        string[] arguments =
        [
            "-m", "sh", "-c", Script, "sh", _folder.Path,
            program, "--plan", _folder["plan"], "--worker", "127.0.0.1:1", "--listen", "127.0.0.1:0", "--accept-verdict", "unjudged", .. more,
        ];
        return Process.Start(new ProcessStartInfo("unshare", arguments) { RedirectStandardError = true })!;
    }
}
