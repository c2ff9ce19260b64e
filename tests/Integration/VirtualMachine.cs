using System.Diagnostics;
using System.Text;

namespace Lamina.Integration.Tests;

/// <summary>A machine that QEMU plays in software, with the kernel, initramfs and command line of a folder.</summary>
internal sealed class VirtualMachine : IAsyncDisposable
{
    private const int Attempts = 10;

    private readonly Process _process;
    private readonly StringBuilder _console = new();
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private VirtualMachine(Process process, int port)
    {
        _process = process;
        Port = port;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError)).ContinueWith(_ => _ready.TrySetResult(false), TaskScheduler.Default);
    }

    /// <summary>Port of this computer that leads to the machine's 8443.</summary>
    public int Port { get; }

    /// <summary>What the machine wrote so far.</summary>
    public string Console
    {
        get
        {
            lock (_console)
            {
                return _console.ToString();
            }
        }
    }

    /// <summary>Starts it; a port that somebody else takes meanwhile is given up for another.</summary>
    public static async Task<VirtualMachine> StartAsync(string qemu, string image)
    {
        for (int attempt = 1; ; attempt++)
        {
            int port = PartServer.FreePort();
            ProcessStartInfo start = new(qemu)
            {
                ArgumentList =
                {
                    "-machine", "q35", "-accel", "tcg", "-cpu", "max", "-m", "1G", "-nographic", "-no-reboot", "-nodefaults", "-serial", "stdio",
                    "-kernel", Path.Combine(image, "vmlinuz"), "-initrd", Path.Combine(image, "initramfs.cpio"), "-append", await File.ReadAllTextAsync(Path.Combine(image, "command-line")),
                    "-netdev", $"user,id=net,hostfwd=tcp:127.0.0.1:{port}-10.0.2.15:8443", "-device", "virtio-net-pci,netdev=net,romfile=",
                },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            VirtualMachine machine = new(Process.Start(start)!, port);
            await Task.WhenAny(machine._reading, Task.Delay(TimeSpan.FromMilliseconds(500)));
            if (!machine._process.HasExited || !machine.Console.Contains("host forwarding", StringComparison.Ordinal) || attempt == Attempts) return machine;
            await machine.DisposeAsync();
        }
    }

    /// <summary>Waits until the enclave is ready, which is true, or the machine ended, which is false. No machine takes ten minutes unless it hangs.</summary>
    public Task<bool> IsReadyAsync() => _ready.Task.WaitAsync(TimeSpan.FromMinutes(10));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            lock (_console) _console.AppendLine(line);
            if (line.Contains("lamina-enclave: ready on ", StringComparison.Ordinal)) _ready.TrySetResult(true);
        }
    }
}
