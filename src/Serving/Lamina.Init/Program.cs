using Lamina.Init.Boot;
using Lamina.Init.Linux;

// The first program of a machine that holds the enclave and nothing else (deploy/vm). It never returns: it becomes the enclave, or the machine ends.
if (Environment.ProcessId != 1)
{
    Console.Error.WriteLine("lamina-init: this is the first program of a machine (deploy/vm) and does nothing elsewhere");
    return 2;
}

try
{
    if (args is not [Startup.Again])
    {
        Startup.Mount();
    }

    await Startup.RunAsync(Console.Out);
}
catch (Exception fault) when (fault is BootException or HttpRequestException or IOException)
{
    Console.Error.WriteLine($"lamina-init: {fault.Message}");
}

Console.Error.WriteLine("lamina-init: the machine ends");
Kernel.PowerOff();
return 1;
