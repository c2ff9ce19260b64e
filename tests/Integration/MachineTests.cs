using System.Security.Cryptography;
using System.Text.Json;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>
/// The machine of <c>deploy/vm</c>: built from a Debian kernel and the NativeAOT programs, the same bytes each time, and started in
/// software up to a sealed answer. Evidence of hardware is no part of this: the machine says that its TEE is simulated.
/// </summary>
public sealed class MachineTests : IDisposable
{
    private const string Install = "apt-get install qemu-system-x86 cpio binutils && apt-get update";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Machine_Started_AnswersASealedRequest()
    {
        Built();
        string qemu = Tier.Tool("qemu-system-x86_64", Install);
        await PrepareAsync();
        await using PartServer parts = PartServer.Start(_folder["plan"]);
        (LaminaProgram worker, string address) = await LaminaProgram.StartAsync("lamina-worker: ready on ", "worker", "--model", _folder["plan"], "--listen", "127.0.0.1:0");
        await using (worker)
        {
            await BuildAsync("image", Words(parts.Port, address.Split(':')[^1]));
            await using VirtualMachine machine = await VirtualMachine.StartAsync(qemu, _folder["image"]);
            Assert.True(await machine.IsReadyAsync(), machine.Console);
            string server = $"http://127.0.0.1:{machine.Port}";
            await MustAsync("attest", "get", "--server", server, "-o", _folder["evidence.json"]);
            await MustAsync("attest", "policy", _folder["evidence.json"], "-o", _folder["policy.json"]);
            string photograph = Directory.GetFiles(Checkout.Path("samples", "photos"), "*.jpg").Order(StringComparer.Ordinal).First();
            using JsonDocument answer = JsonDocument.Parse(await MustAsync("infer", "--json", "--server", server, "--policy", _folder["policy.json"], photograph));
            Assert.True(answer.RootElement.GetProperty("enclave").GetProperty("simulated").GetBoolean());
            Assert.NotEmpty(answer.RootElement.GetProperty("predictions").EnumerateArray());
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_folder["plan", "plan.json"]))), answer.RootElement.GetProperty("plan").GetProperty("digest").GetString());
        }
    }

    [Fact]
    public async Task Machine_HandedAnotherPlan_EndsWithoutAnEnclave()
    {
        Built();
        string qemu = Tier.Tool("qemu-system-x86_64", Install);
        await PrepareAsync();
        await using PartServer parts = PartServer.Start(_folder["plan"]);
        await BuildAsync("image", Words(parts.Port, "9"));
        string other = (await File.ReadAllTextAsync(_folder["plan", "plan.json"])).Replace("tiny", "tuny", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder["plan", "plan.json"], other);
        await using VirtualMachine machine = await VirtualMachine.StartAsync(qemu, _folder["image"]);
        Assert.False(await machine.IsReadyAsync(), machine.Console);
        Assert.Contains("lamina-init: the plan has the digest", machine.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_Twice_GivesTheSameBytes()
    {
        Built();
        await BuildAsync("one", ["lamina.plan=x"]);
        await BuildAsync("two", ["lamina.plan=x"]);
        foreach (string file in new[] { "vmlinuz", "initramfs.cpio", "command-line", "packages" })
        {
            Assert.Equal(await File.ReadAllBytesAsync(_folder["one", file]), await File.ReadAllBytesAsync(_folder["two", file]));
        }

        Assert.Equal("console=ttyS0 quiet panic=-1 lamina.plan=x", await File.ReadAllTextAsync(_folder["one", "command-line"]));
    }

    [Fact]
    public async Task Build_Image_HoldsTheEnclaveAndWhatItLoadsOnly()
    {
        Built();
        await BuildAsync("one", []);
        string[] names = [.. Archive.Names(await File.ReadAllBytesAsync(_folder["one", "initramfs.cpio"]))];
        string[] allowed = ["init", "dev", "proc", "sys", "tmp", "lamina", "lamina/lamina-enclave", "lamina/libonnxruntime", "modules", "lib", "lib64"];
        string[] surplus = [.. names.Where(name => !allowed.Contains(name) && !name.StartsWith("lamina/libonnxruntime", StringComparison.Ordinal)
            && !(name.StartsWith("modules/", StringComparison.Ordinal) && (name.EndsWith(".ko", StringComparison.Ordinal) || name == "modules/order"))
            && !(name.StartsWith("lib", StringComparison.Ordinal) && (name.Contains(".so", StringComparison.Ordinal) || name.EndsWith("linux-gnu", StringComparison.Ordinal))))];
        Assert.Empty(surplus);
        Assert.Contains("lib64/ld-linux-x86-64.so.2", names);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    private static void Built()
    {
        Tier.Need(File.Exists(Checkout.Path("artifacts", "enclave", "lamina-enclave")), "the NativeAOT enclave", "eng/publish-enclave (needs a C linker driver and zlib's headers: apt-get install gcc zlib1g-dev)");
        Tier.Need(File.Exists(Checkout.Path("artifacts", "init", "lamina-init")), "the machine's first program", "eng/publish-enclave --init");
        Tier.Tool("cpio", Install);
        Tier.Tool("readelf", Install);
        Tier.Need(Directory.EnumerateFiles("/var/lib/apt/lists", "*Packages*").Any(), "Debian's package lists", Install);
    }

    private string[] Words(int parts, string worker) =>
    [
        $"lamina.plan={Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder["plan", "plan.json"])))}", $"lamina.from=http://10.0.2.2:{parts}/",
        "lamina.address=10.0.2.15/24", "lamina.gateway=10.0.2.2", $"lamina.worker=10.0.2.2:{worker}", "lamina.tee=simulated", "lamina.accept-verdict=unjudged",
    ];

    private async Task BuildAsync(string name, string[] words)
    {
        (int code, _, string talk) = await LaminaProgram.RunProgramAsync(Checkout.Path("deploy", "vm", "build"), ["-o", _folder[name], "--", .. words]);
        Assert.True(code == 0, talk);
    }

    private async Task PrepareAsync()
    {
        await MustAsync("zoo", "build", "tiny_cnn", "--seed", "3", "-o", _folder["tiny.onnx"]);
        using JsonDocument cuts = JsonDocument.Parse(await MustAsync("inspect", "--json", _folder["tiny.onnx"]));
        string tensor = cuts.RootElement.GetProperty("cuts")[1].GetProperty("tensors")[0].GetString()!;
        await MustAsync("split", _folder["tiny.onnx"], "--at", tensor, "-o", _folder["plan"]);
    }

    private static async Task<string> MustAsync(params string[] arguments)
    {
        (int code, string output, string talk) = await LaminaProgram.RunAsync(arguments);
        Assert.True(code == 0, talk);
        return output;
    }
}
