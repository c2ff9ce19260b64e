using System.CommandLine;
using System.Globalization;
using Lamina.Attestation.Measuring;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Attest;

/// <summary>The options of <c>attest measure</c> that say how an SEV-SNP machine is started.</summary>
internal sealed class SnpLaunchOptions
{
    private const long MaxBootFile = 4L << 30;

    private readonly Option<string> _firmware = new("--firmware") { Description = "Compute the launch measurement of an SEV-SNP machine with this OVMF image instead", HelpName = "FILE" };
    private readonly Option<string> _kernel = new("--kernel") { Description = "With --firmware: the kernel that is started directly (OVMF's AmdSev build)", HelpName = "FILE" };
    private readonly Option<string> _initramfs = new("--initramfs") { Description = "With --kernel: its initramfs", HelpName = "FILE" };
    private readonly Option<string> _commandLine = new("--command-line") { Description = "With --kernel: its command line", HelpName = "TEXT" };
    private readonly Option<int> _processors = new("--vcpus") { Description = "With --firmware: virtual processors", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _model = new("--vcpu-type")
    {
        Description = $"With --firmware: the processor model that QEMU is told ({string.Join(", ", ProcessorSignature.Names)}), or its signature such as 0x800f12",
        HelpName = "NAME",
        DefaultValueFactory = _ => "EPYC",
    };

    private readonly Option<string> _features = new("--guest-features") { Description = "With --firmware: SEV_FEATURES; kernels 6.9 and 6.10 of the host say 0x21", HelpName = "0xN", DefaultValueFactory = _ => "0x1" };
    private readonly Option<string> _vmm = new("--vmm") { Description = "With --firmware: who starts the machine: qemu or ec2", HelpName = "NAME", DefaultValueFactory = _ => "qemu" };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _firmware, _kernel, _initramfs, _commandLine, _processors, _model, _features, _vmm }) command.Options.Add(option);
    }

    /// <summary>The launch that is asked for; null if none is.</summary>
    /// <exception cref="CommandFailure">Wrong use: exit code 2; a file that cannot be used: 5.</exception>
    public SnpLaunch? Read(ParseResult arguments)
    {
        if (arguments.GetValue(_firmware) is not { } path)
        {
            Option[] alone = [_kernel, _initramfs, _commandLine, _processors, _model, _features, _vmm];
            return alone.FirstOrDefault(option => arguments.GetResult(option) is { Implicit: false }) is { } lone ? throw CommandFailure.Usage($"{lone.Name} needs --firmware", lone.Name) : null;
        }

        SnpFirmware firmware = SnpFirmware.Parse(InputFiles.Read(path, SnpFirmware.MaxLength), out string? fault) ?? throw CommandFailure.Unusable($"the firmware cannot be measured: {fault}", path);
        int processors = arguments.GetValue(_processors);
        return new SnpLaunch
        {
            Firmware = firmware,
            Boot = Boot(arguments),
            Processors = processors is >= 1 and <= SnpLaunch.MaxProcessors ? processors : throw CommandFailure.Usage($"{processors} virtual processors are not 1 to {SnpLaunch.MaxProcessors}", _processors.Name),
            Signature = ProcessorSignature.TryParse(arguments.GetValue(_model), out uint signature) ? signature : throw CommandFailure.Usage($"'{arguments.GetValue(_model)}' is no processor model that is known and no signature such as 0x800f12", _model.Name),
            Features = Features(arguments.GetValue(_features)!),
            Vmm = Vmm(arguments.GetValue(_vmm)!),
        };
    }

    private DirectBoot? Boot(ParseResult arguments)
    {
        string? kernel = arguments.GetValue(_kernel);
        string? initramfs = arguments.GetValue(_initramfs);
        string? commandLine = arguments.GetValue(_commandLine);
        if (kernel is null) return initramfs is null && commandLine is null ? null : throw CommandFailure.Usage("--initramfs and --command-line need --kernel", "--kernel");
        if (commandLine?.Contains('\0', StringComparison.Ordinal) == true) throw CommandFailure.Usage("a command line holds no zero byte", _commandLine.Name);
        using Stream kernelFile = InputFiles.Open(kernel, MaxBootFile);
        using Stream? initramfsFile = initramfs is null ? null : InputFiles.Open(initramfs, MaxBootFile);
        return DirectBoot.Of(kernelFile, initramfsFile, commandLine ?? "");
    }

    private ulong Features(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong features) && (features & 1) == 1
            ? features : throw CommandFailure.Usage($"'{text}' is no SEV_FEATURES of SEV-SNP: 0x, hexadecimal digits, the lowest bit set", _features.Name);

    private SnpVmm Vmm(string name) => name.ToUpperInvariant() switch
    {
        "QEMU" => SnpVmm.Qemu,
        "EC2" => SnpVmm.Ec2,
        _ => throw CommandFailure.Usage($"machines that '{name}' starts cannot be measured here, only those of qemu and ec2", _vmm.Name),
    };
}
