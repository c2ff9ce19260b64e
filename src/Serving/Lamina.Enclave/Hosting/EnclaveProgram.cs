using System.Runtime.InteropServices;
using Lamina.Attestation;
using Lamina.Attestation.Issuing;
using Lamina.Attestation.Simulated;
using Lamina.Enclave.Loading;
using Lamina.Plans;
using Lamina.Shared.Listening;
using Lamina.Shared.ProgramOptions;
using Lamina.Shared.Serve;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Lamina.Enclave.Hosting;

/// <summary>The program <c>lamina-enclave</c>: reads its options, starts, says that it is ready, drains on SIGTERM and SIGINT.</summary>
internal static class EnclaveProgram
{
    /// <summary>Runs until it is told to end.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Help.</param>
    /// <param name="talk">Everything else.</param>
    /// <param name="detector">Finds the hardware.</param>
    /// <returns>An exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter talk, PlatformDetector detector)
    {
        EnclaveSettings settings = new("lamina-enclave");
        SettingReading reading = settings.Table.Read(args, Environment.GetEnvironmentVariable);
        if (reading.Outcome == SettingOutcome.Asked)
        {
            return StandardStreams.Print(output, talk, "lamina-enclave", reading.Text);
        }

        EnclaveOptions options = settings.Options;
        string[] faults = reading.Outcome == SettingOutcome.Faulty ? reading.Text.Split('\n') : [.. options.Contradictions()];
        if (faults.Length > 0)
        {
            Array.ForEach(faults, fault => talk.WriteLine($"lamina-enclave: {fault}"));
            return ExitCode.Usage;
        }

        // Before anything secret is in memory.
        string? dumpable = ProcessGuard.Raise(Environment.GetEnvironmentVariable);
        if (dumpable is not null)
        {
            talk.WriteLine($"lamina-enclave: {dumpable}");
            return ExitCode.Failed;
        }

        try
        {
            return await ServeAsync(settings.Table, options, detector, talk);
        }
        catch (EnclaveStartException refused)
        {
            talk.WriteLine($"lamina-enclave: {refused.Message}");
            return refused.ExitCode;
        }
        catch (UnusablePlanException refused)
        {
            talk.WriteLine($"lamina-enclave: {refused.Message}");
            return ExitCode.UnusableInput;
        }
        catch (OutOfMemoryException)
        {
            // Reading a part says so itself; this is everything else that a plan makes the program take, such as opening a sealed part.
            talk.WriteLine($"lamina-enclave: {HeapLimit.Exceeded("the plan")}");
            return ExitCode.UnusableInput;
        }
        catch (Exception refused) when (LastResort.CannotListen(refused, options.Listen) is { } sentence)
        {
            talk.WriteLine($"lamina-enclave: {sentence}");
            return ExitCode.Failed;
        }
    }

    private static async Task<int> ServeAsync(SettingTable settings, EnclaveOptions options, PlatformDetector detector, TextWriter talk)
    {
        IEvidenceIssuer issuer = TeeChoice.Open(options.Tee, detector, out string found);
        bool simulated = issuer.Kind == EvidenceKind.Simulated;
        if (!simulated)
        {
            RealTeeRules.Check(settings, options, issuer.Kind);
            talk.WriteLine($"lamina-enclave: {found}");
        }

        if (simulated)
        {
            talk.WriteLine($"lamina-enclave: {SimulatedTee.Warning}");
        }

        PoolThreads.Reserve(options.ConcurrentRuns);
        await using EnclaveHost host = await EnclaveHost.BuildAsync(options, issuer, TimeProvider.System, talk);
        await host.Web.StartAsync();

        // Before the ready line: who reads it may interrupt at once. After the start: of two handlers the later one is called first.
        bool interrupted = false;
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => interrupted = true);
        string addresses = string.Join(", ", CleartextPorts.Outside(host.Web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses));
        talk.WriteLine($"lamina-enclave: ready on {addresses}; tee {issuer.Kind.ToName()}, plan {host.Loaded.Digest}, verdict {host.Loaded.Plan.Verdict.Name()}");
        EndWithInput.Watch(host.Web.Lifetime.StopApplication);
        await host.Web.WaitForShutdownAsync();
        if (simulated)
        {
            talk.WriteLine($"lamina-enclave: {SimulatedTee.Warning}");
        }

        return interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }
}
