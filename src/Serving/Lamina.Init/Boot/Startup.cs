using Lamina.Init.Linux;
using Lamina.Init.Parts;

namespace Lamina.Init.Boot;

/// <summary>From a bare kernel to the enclave: file systems, drivers, network, plan and parts; then this program becomes the enclave.</summary>
internal static class Startup
{
    /// <summary>The word by which this program knows that it started itself again.</summary>
    public const string Again = "--mounted";

    private const string Enclave = "/lamina/lamina-enclave";
    private const string PlanFolder = "/plan";

    private static readonly TimeSpan FileTime = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Mounts what the kernel offers and starts this program again: .NET looks for <c>/dev/urandom</c> and its memory limits when
    /// it starts, and not a second time. Returns only by an exception.
    /// </summary>
    /// <exception cref="BootException">The kernel refuses.</exception>
    public static void Mount()
    {
        Kernel.Mount("proc", "/proc");
        Kernel.Mount("sysfs", "/sys");
        Kernel.Mount("devtmpfs", "/dev");
        Kernel.Become("/init", [Again]);
    }

    /// <summary>Drivers, network, plan and parts. Returns only by an exception.</summary>
    /// <exception cref="BootException">A step cannot be done.</exception>
    public static async Task RunAsync(TextWriter talk)
    {
        BootSettings settings = BootSettings.Parse(await File.ReadAllTextAsync("/proc/cmdline"));
        int loaded = DriverList.Load("/modules");

        // Evidence of TDX and SEV-SNP is asked for there; a kernel without it leaves `--tee auto` without hardware, which the enclave says.
        if (Directory.Exists("/sys/kernel/config")) Kernel.Mount("configfs", "/sys/kernel/config");
        await Network.StartAsync(settings);
        talk.WriteLine($"lamina-init: {loaded} drivers, {settings.Device} is {settings.Address}/{settings.NetworkBits}; fetching plan {settings.Plan} from {settings.From}");
        using HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = settings.From, Timeout = Timeout.InfiniteTimeSpan };
        int files = await PlanFetch.RunAsync(http, FileTime, settings.Plan, PlanFolder, TimeProvider.System);
        talk.WriteLine($"lamina-init: {files} files are those of the plan; starting the enclave");
        talk.Flush();
        Kernel.Become(Enclave, ["--plan", PlanFolder, .. settings.EnclaveOptions]);
    }
}
